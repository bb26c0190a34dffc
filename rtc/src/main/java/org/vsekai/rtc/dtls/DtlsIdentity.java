package org.vsekai.rtc.dtls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** The key and self-signed certificate that one side proves itself with. */
public record DtlsIdentity(PrivateKey privateKey, X509Certificate certificate, Fingerprint fingerprint) {
    public DtlsIdentity(PrivateKey privateKey, X509Certificate certificate) {
        this(privateKey, certificate, Fingerprint.of(certificate));
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "DtlsIdentity[" + fingerprint.colonHex() + "]";
    }
}
