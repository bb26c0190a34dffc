package org.vsekai.rtc.lab.network;

import java.security.SecureRandom;
import org.vsekai.core.SplitMix64;

/** Anything but secure: what draws from it repeats itself. For simulations alone. */
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient SplitMix64 numbers;

    SeededRandom(long seed) {
        numbers = new SplitMix64(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        byte[] next = numbers.nextBytes(bytes.length);
        System.arraycopy(next, 0, bytes, 0, bytes.length);
    }

    @Override
    public byte[] generateSeed(int size) {
        return numbers.nextBytes(size);
    }
}
