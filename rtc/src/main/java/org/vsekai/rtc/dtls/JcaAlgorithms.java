package org.vsekai.rtc.dtls;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.jspecify.annotations.Nullable;

/** The algorithms of one provider, and for what it lacks, the runtime's. Any thread. */
final class JcaAlgorithms extends DefaultJcaJceHelper {
    private final @Nullable Provider preferred;

    JcaAlgorithms(@Nullable Provider preferred) {
        this.preferred = preferred;
    }

    /** The preferred provider if it has the algorithm. */
    private @Nullable Provider providerOf(String type, String algorithm) {
        return preferred == null || preferred.getService(type, algorithm) == null ? null : preferred;
    }

    boolean isPreferred(String type, String algorithm) {
        return providerOf(type, algorithm) != null;
    }

    @Override
    public Cipher createCipher(String algorithm) throws NoSuchAlgorithmException, NoSuchPaddingException {
        Provider provider = providerOf("Cipher", algorithm);
        return provider == null ? super.createCipher(algorithm) : Cipher.getInstance(algorithm, provider);
    }

    @Override
    public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("Mac", algorithm);
        return provider == null ? super.createMac(algorithm) : Mac.getInstance(algorithm, provider);
    }

    @Override
    public MessageDigest createDigest(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("MessageDigest", algorithm);
        return provider == null ? super.createDigest(algorithm) : MessageDigest.getInstance(algorithm, provider);
    }

    @Override
    public KeyAgreement createKeyAgreement(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("KeyAgreement", algorithm);
        return provider == null ? super.createKeyAgreement(algorithm) : KeyAgreement.getInstance(algorithm, provider);
    }

    @Override
    public KeyFactory createKeyFactory(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("KeyFactory", algorithm);
        return provider == null ? super.createKeyFactory(algorithm) : KeyFactory.getInstance(algorithm, provider);
    }

    @Override
    public KeyPairGenerator createKeyPairGenerator(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("KeyPairGenerator", algorithm);
        return provider == null
                ? super.createKeyPairGenerator(algorithm)
                : KeyPairGenerator.getInstance(algorithm, provider);
    }

    @Override
    public Signature createSignature(String algorithm) throws NoSuchAlgorithmException {
        Provider provider = providerOf("Signature", algorithm);
        return provider == null ? super.createSignature(algorithm) : Signature.getInstance(algorithm, provider);
    }
}
