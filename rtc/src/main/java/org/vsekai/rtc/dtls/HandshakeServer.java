package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What BouncyCastle asks of a server. One version, one cipher suite, two groups; the client must show a certificate. */
final class HandshakeServer extends DefaultTlsServer {
    private static final int NO_GROUP = -1;
    private static final short NO_LIMIT = -1;

    private final DtlsContext shared;
    private final HandshakeChoices choices;
    private final CertificateCheck check;
    private @Nullable UseSRTPData srtp;

    HandshakeServer(DtlsContext shared, HandshakeCrypto crypto, HandshakeChoices choices, CertificateCheck check) {
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
    public int[] getSupportedGroups() {
        return shared.groups();
    }

    /** Ours in our order, since which is cheaper depends on our arithmetic. */
    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        for (int group : shared.groups()) {
            // RFC 8422 §4: who names no groups leaves the choice to us.
            if (offered == null || Arrays.contains(offered, group)) {
                return group;
            }
        }
        return NO_GROUP;
    }

    /** RFC 7627 §5.2: without it, the server "SHOULD abort the handshake if it does not wish to interoperate with legacy clients". */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    protected boolean allowCertificateStatus() {
        return false;
    }

    @Override
    public void processClientExtensions(@Nullable Hashtable offered) throws IOException {
        super.processClientExtensions(offered);
        // Our records keep to datagrams, not to what a client would like (RFC 6066 §4 leaves that to the server).
        maxFragmentLengthOffered = NO_LIMIT;
        srtp = offered == null ? null : TlsSRTPUtils.getUseSRTPExtension(offered);
    }

    /**
     * RFC 5764 §4.1.1: use_srtp is answered with one profile of those offered. Browsers offer it for data channels too and don't mind, but werift
     * gives up without an answer. Nothing is ever sent under it.
     */
    @Override
    @SuppressWarnings("unchecked") // So says its documentation.
    public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getServerExtensions();
        UseSRTPData offered = srtp;
        if (offered != null) {
            int[] first = {offered.getProtectionProfiles()[0]};
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(first, TlsUtils.EMPTY_BYTES));
        }
        return extensions;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return HandshakeAttempt.NEVER_MILLIS;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return shared.credentials(context, choices);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        algorithms.add(DtlsContext.SIGNATURE);
        return new CertificateRequest(new short[] {ClientCertificateType.ecdsa_sign}, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        check.accept(chain);
    }
}
