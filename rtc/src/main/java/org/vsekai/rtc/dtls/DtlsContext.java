package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsECDSA13Signer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;

/** What all sessions of one port share: who we are, where randomness, arithmetic and threads come from, and how many may shake hands at a time. Any thread. */
public final class DtlsContext {
    /** Handshakes under way at a time, each with some 20 kB and a thread: 10 MB. */
    public static final int DEFAULT_MAX_HANDSHAKES = 512;

    /** The largest record taken. Chromium's are up to 1,225 bytes long; ours are as large as SCTP's packets make them. */
    static final int MAX_RECORD_SIZE = 2048;

    /** RFC 8827 §6.5 makes this one mandatory; no browser lacks it. */
    static final int CIPHER_SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

    static final SignatureAndHashAlgorithm SIGNATURE =
            new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    private static final String GCM = "AES/GCM/NoPadding";

    private final DtlsIdentity identity;
    private final SecureRandom random;
    private final Executor threads;
    private final JcaAlgorithms algorithms;
    private final SharedCrypto crypto;
    private final Certificate chain;
    private final int[] groups;
    private final int maxHandshakes;
    private final AtomicInteger handshakes = new AtomicInteger();

    /**
     * With the algorithms of the Java runtime.
     *
     * @param random where handshakes take their randomness from
     * @param threads gives each task a thread of its own, at once, in which it may wait: one for each handshake under way
     */
    public DtlsContext(DtlsIdentity identity, SecureRandom random, Executor threads) {
        this(identity, random, threads, null, DEFAULT_MAX_HANDSHAKES);
    }

    /** @param provider whose algorithms are preferred to the runtime's in handshakes; null for none */
    public DtlsContext(
            DtlsIdentity identity,
            SecureRandom random,
            Executor threads,
            @Nullable Provider provider,
            int maxHandshakes) {
        Check.that(maxHandshakes > 0, "a number of handshakes", maxHandshakes);
        this.identity = identity;
        this.random = random;
        this.threads = threads;
        this.maxHandshakes = maxHandshakes;
        algorithms = new JcaAlgorithms(provider);
        crypto = new SharedCrypto(algorithms, random);
        // Where only one of the two is native, the other costs ten times as much.
        groups = algorithms.isPreferred("KeyAgreement", "ECDH") && !algorithms.isPreferred("KeyAgreement", "X25519")
                ? new int[] {NamedGroup.secp256r1, NamedGroup.x25519}
                : new int[] {NamedGroup.x25519, NamedGroup.secp256r1};
        try {
            chain = new Certificate(new TlsCertificate[] {
                crypto.createCertificate(identity.certificate().getEncoded())
            });
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalStateException("a certificate that was made can be encoded", e);
        }
    }

    private static final class SharedCrypto extends JcaTlsCrypto {
        SharedCrypto(JcaAlgorithms algorithms, SecureRandom random) {
            super(algorithms, random, random);
        }
    }

    /** Takes a place among the handshakes under way. */
    boolean takePlace() {
        if (handshakes.incrementAndGet() <= maxHandshakes) {
            return true;
        }
        handshakes.decrementAndGet();
        return false;
    }

    void giveBackPlace() {
        handshakes.decrementAndGet();
    }

    Executor threads() {
        return threads;
    }

    SecureRandom random() {
        return random;
    }

    JcaAlgorithms algorithms() {
        return algorithms;
    }

    JcaTlsCrypto crypto() {
        return crypto;
    }

    /** The groups for the key agreement, the best first. */
    int[] groups() {
        return groups.clone();
    }

    TlsCredentialedSigner credentials(TlsContext context, HandshakeChoices choices) {
        TlsSigner signer =
                new JcaTlsECDSA13Signer(crypto, identity.privateKey(), SignatureScheme.ecdsa_secp256r1_sha256);
        return new DefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), choices.signer(signer), chain, SIGNATURE);
    }

    /** The runtime's, whatever the provider: it is compiled with what calls it, and a native one costs more for a small record than it saves. */
    Cipher newCipher() {
        try {
            return Cipher.getInstance(GCM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }
}
