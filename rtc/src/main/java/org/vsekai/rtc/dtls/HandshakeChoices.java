package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.jspecify.annotations.Nullable;

/**
 * What one side picks in its handshake: random bytes, an ephemeral key, signatures. They are picked once and remembered, so that an attempt
 * that was led astray by a forged message can be gone over again, and says byte for byte what was sent before. The secrets that come of it, and the
 * keys, depend on the peer's messages too.
 *
 * <p>Confined to the handshake's thread, of which one runs at a time.
 */
final class HandshakeChoices {
    private final SecureRandom random;
    private final List<byte[]> nonces = new ArrayList<>(1);
    private @Nullable EphemeralKey key;
    private int keyGroup;
    /** One for each hello: at most as many as there may be attempts. */
    private final List<Signed> signatures = new ArrayList<>(1);

    @SuppressWarnings("ArrayRecordComponent") // Compared by hand.
    private record Signed(byte[] hash, byte[] signature) {}

    HandshakeChoices(SecureRandom random) {
        this.random = random;
    }

    /** For one attempt: the same as for the attempts before. */
    TlsNonceGenerator nonceGenerator() {
        return new TlsNonceGenerator() {
            private int next;

            @Override
            public byte[] generateNonce(int size) {
                if (next == nonces.size()) {
                    byte[] nonce = new byte[size];
                    random.nextBytes(nonce);
                    nonces.add(nonce);
                }
                return nonces.get(next++).clone();
            }
        };
    }

    /** @param real where the key is made, the first time */
    TlsECDomain domain(int group, TlsECDomain real) {
        return () -> {
            EphemeralKey known = key;
            if (known == null || keyGroup != group) {
                known = new EphemeralKey(real.createECDH());
                key = known;
                keyGroup = group;
            }
            return known;
        };
    }

    TlsSigner signer(TlsSigner real) {
        return new TlsSigner() {
            @Override
            public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) throws IOException {
                for (Signed known : signatures) {
                    if (Arrays.equals(known.hash, hash)) {
                        return known.signature.clone();
                    }
                }
                byte[] signature = real.generateRawSignature(algorithm, hash);
                signatures.add(new Signed(hash.clone(), signature));
                return signature.clone();
            }

            @Override
            public @Nullable TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) {
                return null;
            }
        };
    }

    /** A key pair that is made once, and may be agreed upon with several answers. */
    private static final class EphemeralKey implements TlsAgreement {
        private final TlsAgreement agreement;
        private byte @Nullable [] publicKey;

        EphemeralKey(TlsAgreement agreement) {
            this.agreement = agreement;
        }

        @Override
        public byte[] generateEphemeral() throws IOException {
            byte[] known = publicKey;
            if (known == null) {
                known = agreement.generateEphemeral();
                publicKey = known;
            }
            return known.clone();
        }

        @Override
        public void receivePeerValue(byte[] value) throws IOException {
            agreement.receivePeerValue(value);
        }

        @Override
        public TlsSecret calculateSecret() throws IOException {
            return agreement.calculateSecret();
        }
    }
}
