package org.vsekai.rtc.dtls;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.vsekai.core.SplitMix64;

/** Two identities, and contexts for their sessions. */
public final class TestDtls {
    public static final DtlsIdentity CLIENT = TestIdentity.create("client");
    public static final DtlsIdentity SERVER = TestIdentity.create("server");
    /** A thread for each handshake. */
    public static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private TestDtls() {}

    public static DtlsContext context(DtlsIdentity identity) {
        return new DtlsContext(identity, new SecureRandom(), THREADS);
    }

    /** Not random at all: for runs that must repeat themselves. */
    static final class Seeded extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient SplitMix64 numbers;

        Seeded(long seed) {
            super(new byte[1]);
            numbers = new SplitMix64(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            byte[] next = numbers == null ? new byte[bytes.length] : numbers.nextBytes(bytes.length);
            System.arraycopy(next, 0, bytes, 0, bytes.length);
        }

        @Override
        public byte[] generateSeed(int size) {
            byte[] seed = new byte[size];
            Arrays.fill(seed, (byte) 1);
            return seed;
        }
    }
}
