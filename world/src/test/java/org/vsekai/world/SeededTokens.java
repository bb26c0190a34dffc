package org.vsekai.world;

import java.security.SecureRandom;
import org.vsekai.core.SplitMix64;

/** Random bytes that a test can repeat. */
final class SeededTokens extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient SplitMix64 random;

    SeededTokens(long seed) {
        random = new SplitMix64(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        System.arraycopy(random.nextBytes(bytes.length), 0, bytes, 0, bytes.length);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
