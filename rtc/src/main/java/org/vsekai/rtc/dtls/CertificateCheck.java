package org.vsekai.rtc.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * Compares the peer's certificate with the fingerprint that was signalled, before anything that it signed is looked at. Nothing else about it
 * is judged: WebRTC's certificates are self-signed (RFC 8827 §6.5, RFC 8122 §5).
 */
final class CertificateCheck {
    private final Fingerprint expected;
    private boolean hasFailed;

    CertificateCheck(Fingerprint expected) {
        this.expected = expected;
    }

    void accept(Certificate chain) throws IOException {
        if (chain.isEmpty()
                || !Fingerprint.of(chain.getCertificateAt(0).getEncoded()).equals(expected)) {
            hasFailed = true;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }

    boolean hasFailed() {
        return hasFailed;
    }
}
