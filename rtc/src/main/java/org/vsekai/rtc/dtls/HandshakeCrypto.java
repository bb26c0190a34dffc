package org.vsekai.rtc.dtls;

import java.util.function.Consumer;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.vsekai.core.Check;

/**
 * The JCA's algorithms behind BouncyCastle's interface, for one attempt at a handshake. What is picked at random is the {@link HandshakeChoices};
 * the keys that come of it are taken out of BouncyCastle's hands, and it keeps none.
 */
final class HandshakeCrypto extends JcaTlsCrypto {
    private final JcaTlsCrypto shared;
    private final HandshakeChoices choices;
    private final boolean client;
    private final Consumer<TrafficKeys> keys;

    /** @param keys takes the keys, when they are there */
    HandshakeCrypto(DtlsContext context, HandshakeChoices choices, boolean client, Consumer<TrafficKeys> keys) {
        super(context.algorithms(), context.random(), context.random());
        shared = context.crypto();
        this.choices = choices;
        this.client = client;
        this.keys = keys;
    }

    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeed) {
        return choices.nonceGenerator();
    }

    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
        return choices.domain(config.getNamedGroup(), super.createECDomain(config));
    }

    @Override
    public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac) {
        Check.that(encryption == EncryptionAlgorithm.AES_128_GCM, "there is one cipher suite", encryption);
        keys.accept(TrafficKeys.of(TlsImplUtils.calculateKeyBlock(parameters, TrafficKeys.BLOCK_SIZE), client));
        return new PlainCipher();
    }

    // What the runtime can do is found out once, not in every handshake.

    @Override
    public boolean hasNamedGroup(int group) {
        return shared.hasNamedGroup(group);
    }

    @Override
    public boolean hasSignatureScheme(int scheme) {
        return shared.hasSignatureScheme(scheme);
    }

    @Override
    public boolean hasEncryptionAlgorithm(int algorithm) {
        return shared.hasEncryptionAlgorithm(algorithm);
    }
}
