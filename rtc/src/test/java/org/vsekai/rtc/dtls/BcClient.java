package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;

/** What BouncyCastle asks of a client: see {@link BcServer}. */
final class BcClient extends DefaultTlsClient {
    private final BcContext shared;
    private final Fingerprint expected;
    private final int resendMillis;
    boolean mismatch;

    BcClient(BcContext shared, TlsCrypto crypto, Fingerprint expected, int resendMillis) {
        super(crypto);
        this.shared = shared;
        this.expected = expected;
        this.resendMillis = resendMillis;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {BcServer.SUITE};
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Vector getSupportedGroups(Vector roles) {
        var groups = new Vector<Integer>();
        for (int group : shared.groups) {
            groups.add(group);
        }
        return groups;
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Vector getSupportedSignatureAlgorithms() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        algorithms.add(BcContext.ECDSA_SHA256);
        return algorithms;
    }

    @Override
    public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        @SuppressWarnings("unchecked") // So says its documentation.
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        if (shared.helloPadding > 0) {
            TlsExtensionsUtils.addPaddingExtension(extensions, shared.helloPadding);
        }
        return extensions;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return resendMillis;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                var chain = server.getCertificate();
                if (chain.isEmpty()
                        || !Fingerprint.of(chain.getCertificateAt(0).getEncoded())
                                .equals(expected)) {
                    mismatch = true;
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return shared.credentials(context);
            }
        };
    }
}
