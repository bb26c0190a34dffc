package org.vsekai.rtc.lab.network;

import java.security.SecureRandom;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** The two ends' keys, made once: they cost more than a whole run. */
public final class Identities {
    public static final DtlsIdentity CLIENT = SelfSignedIdentity.generate();
    public static final DtlsIdentity SERVER = SelfSignedIdentity.generate();
    public static final DtlsContext CLIENT_DTLS = new DtlsContext(CLIENT, new SecureRandom());
    public static final DtlsContext SERVER_DTLS = new DtlsContext(SERVER, new SecureRandom());

    private Identities() {}
}
