package org.vsekai.rtc.dtls;

import java.security.SecureRandom;

/** Where the arithmetic comes from. */
enum TestCrypto {
    RUNTIME;

    DtlsContext context(DtlsIdentity identity) {
        return new DtlsContext(identity, new SecureRandom(), TestDtls.THREADS);
    }
}
