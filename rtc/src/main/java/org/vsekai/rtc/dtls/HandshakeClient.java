package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.jspecify.annotations.Nullable;

/** What BouncyCastle asks of a client: see {@link HandshakeServer}. */
final class HandshakeClient extends DefaultTlsClient {
    private final DtlsContext shared;
    private final HandshakeChoices choices;
    private final CertificateCheck check;

    HandshakeClient(DtlsContext shared, HandshakeCrypto crypto, HandshakeChoices choices, CertificateCheck check) {
        super(crypto);
        this.shared = shared;
        this.choices = choices;
        this.check = check;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {DtlsContext.CIPHER_SUITE};
    }

    @Override
    @SuppressWarnings("rawtypes") // BouncyCastle's.
    protected Vector getSupportedGroups(Vector roles) {
        var groups = new Vector<Integer>();
        for (int group : shared.groups()) {
            groups.add(group);
        }
        return groups;
    }

    @Override
    @SuppressWarnings("rawtypes") // BouncyCastle's.
    protected Vector getSupportedSignatureAlgorithms() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        algorithms.add(DtlsContext.SIGNATURE);
        return algorithms;
    }

    /** Self-signed certificates have no status. */
    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    /** RFC 7627 §5.2: without it, the client "SHOULD abort the handshake if it does not wish to interoperate with legacy servers". */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return HandshakeAttempt.NEVER_MILLIS;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                check.accept(server.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return shared.credentials(context, choices);
            }
        };
    }
}
