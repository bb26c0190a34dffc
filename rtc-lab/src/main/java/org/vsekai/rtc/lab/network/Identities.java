package org.vsekai.rtc.lab.network;

import java.security.SecureRandom;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** The two ends' keys, made once: they cost more than a whole run. */
final class Identities {
    static final DtlsIdentity CLIENT = SelfSignedIdentity.generate();
    static final DtlsIdentity SERVER = SelfSignedIdentity.generate();
    static final DtlsContext CLIENT_DTLS = new DtlsContext(CLIENT, new SecureRandom());
    static final DtlsContext SERVER_DTLS = new DtlsContext(SERVER, new SecureRandom());

    private Identities() {}
}
