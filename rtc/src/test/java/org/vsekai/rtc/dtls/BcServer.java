package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.util.Arrays;

/** What BouncyCastle asks of a server: one suite, one version, the client's certificate by its fingerprint. */
final class BcServer extends DefaultTlsServer {
    static final int SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1};

    private final BcContext shared;
    private final Fingerprint expected;
    private final int resendMillis;
    boolean mismatch;

    BcServer(BcContext shared, TlsCrypto crypto, Fingerprint expected, int resendMillis) {
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
        return new int[] {SUITE};
    }

    @Override
    public int[] getSupportedGroups() {
        return shared.groups;
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        for (int group : shared.groups) {
            if (offered == null || Arrays.contains(offered, group)) {
                return group;
            }
        }
        return -1;
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
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return (TlsCredentialedSigner) shared.credentials(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        algorithms.add(BcContext.ECDSA_SHA256);
        return new CertificateRequest(new short[] {ClientCertificateType.ecdsa_sign}, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        if (certificate.isEmpty()
                || !Fingerprint.of(certificate.getCertificateAt(0).getEncoded()).equals(expected)) {
            mismatch = true;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }
}
