package org.vsekai.rtc.dtls;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.vsekai.core.SplitMix64;

/**
 * Whether a seed decides every byte that is sent, and every time, over handshakes on a bad network with a seeded {@link
 * SecureRandom}. Arguments: candidates.
 */
public final class DeterminismStudy {
    private static final int HANDSHAKES = 100;

    private DeterminismStudy() {}

    public static void main(String[] args) throws Exception {
        VirtualMillis.install();
        for (String name : args) {
            var bytes = new ArrayList<String>();
            var order = new ArrayList<String>();
            for (int run = 0; run < 3; run++) {
                run(Candidate.valueOf(name), bytes, order);
            }
            System.out.println(name + ": order and sizes " + (same(order) ? "same" : "DIFFER") + ", bytes "
                    + (same(bytes) ? "same" : "DIFFER"));
        }
    }

    private static boolean same(List<String> hashes) {
        return hashes.stream().distinct().count() == 1;
    }

    private static void run(Candidate candidate, List<String> bytesHash, List<String> orderHash) throws Exception {
        var shared = new Candidate.Shared(new Seeded(5));
        var bytes = MessageDigest.getInstance("SHA-256");
        var order = MessageDigest.getInstance("SHA-256");
        for (int seed = 1; seed <= HANDSHAKES; seed++) {
            var network = new StudyLink.Network(20 * StudyLink.MILLI, 0.2, 0.05, 10 * StudyLink.MILLI);
            var link = new StudyLink(new SplitMix64(seed), network, candidate.sessions(shared));
            link.beforeDelivery = (end, datagram) -> {
                bytes.update(datagram);
                order.update((link.now + " " + (end == link.server) + " " + datagram[0] + " ").getBytes());
            };
            link.start();
            link.run(15_000 * StudyLink.MILLI, () -> link.bothConnected() || link.anyEnded());
            link.close();
        }
        bytesHash.add(HexFormat.of().formatHex(bytes.digest()));
        orderHash.add(HexFormat.of().formatHex(order.digest()));
    }

    /** Not random at all: for this study, and for simulations. */
    private static final class Seeded extends SecureRandom {
        private final SplitMix64 numbers;

        Seeded(long seed) {
            super(new byte[1]);
            numbers = new SplitMix64(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (numbers == null) {
                Arrays.fill(bytes, (byte) 0);
                return;
            }
            byte[] next = numbers.nextBytes(bytes.length);
            System.arraycopy(next, 0, bytes, 0, bytes.length);
        }

        @Override
        public byte[] generateSeed(int size) {
            return numbers.nextBytes(size);
        }
    }
}
