package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** What all of BouncyCastle's sessions with one identity share. Any thread. */
final class BcContext {
    static final SignatureAndHashAlgorithm ECDSA_SHA256 = new SignatureAndHashAlgorithm((short) 4, (short) 3);

    final DtlsIdentity identity;
    final SecureRandom random;
    final JcaTlsCrypto crypto;
    private final Certificate chain;
    int[] groups = BcServer.GROUPS;
    /** Bytes of padding in a client's hello, to make it as large as Chromium's; 0 for none. */
    int helloPadding;

    BcContext(DtlsIdentity identity, SecureRandom random) {
        this.identity = identity;
        this.random = random;
        crypto = new Crypto(random);
        try {
            chain = new Certificate(new TlsCertificate[] {
                crypto.createCertificate(identity.certificate().getEncoded())
            });
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException("a certificate that was made can be encoded", e);
        }
    }

    /** The JCA's own algorithms behind BouncyCastle's interface. */
    static class Crypto extends JcaTlsCrypto {
        Crypto(SecureRandom random) {
            super(new DefaultJcaJceHelper(), random, random);
        }

        /** BouncyCastle's own mixes in the time of day. */
        @Override
        public TlsNonceGenerator createNonceGenerator(byte[] additionalSeed) {
            return size -> {
                byte[] nonce = new byte[size];
                getSecureRandom().nextBytes(nonce);
                return nonce;
            };
        }
    }

    TlsCredentials credentials(TlsContext context) {
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, identity.privateKey(), chain, ECDSA_SHA256);
    }
}
