package org.vsekai.rtc.dtls;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import org.vsekai.core.SplitMix64;

/** Two identities, and what their sessions need. */
public final class TestDtls {
    public static final DtlsIdentity CLIENT = TestIdentity.create("client");
    public static final DtlsIdentity SERVER = TestIdentity.create("server");
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private TestDtls() {}

    public static DtlsContext context(DtlsIdentity identity) {
        return new DtlsContext(identity, new SecureRandom(), THREADS);
    }

    /** Joins two ends that expect each other, of which the seed decides every byte. */
    static DtlsLink link(SplitMix64 random, DtlsLink.Network network) {
        return new DtlsLink(
                random,
                network,
                seededContext(CLIENT, random),
                seededContext(SERVER, random),
                SERVER.fingerprint(),
                CLIENT.fingerprint());
    }

    private static DtlsContext seededContext(DtlsIdentity identity, SplitMix64 random) {
        return new DtlsContext(identity, new Seeded(random.nextLong()), THREADS);
    }

    /** Not random at all. */
    private static final class Seeded extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient SplitMix64 numbers;

        Seeded(long seed) {
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
}
