package org.vsekai.rtc.dtls;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vsekai.core.SplitMix64;

/**
 * Thousands of handshakes over bad networks under a virtual clock. Arguments: handshakes of each kind, then pairs such as
 * {@code C-A} (client C, server A) or a single letter for both. {@code -Dsekai.study.padding=1250} makes the hello of
 * BouncyCastle's clients as large as Chromium's; {@code -Dsekai.study.in-order=true} leaves loss alone.
 */
public final class HandshakeStudy {
    private static final long LIMIT_NANOS = 15_000 * StudyLink.MILLI;

    private static final boolean IS_REORDERED = !Boolean.getBoolean("sekai.study.in-order");

    private HandshakeStudy() {}

    public static void main(String[] args) {
        VirtualMillis.install();
        int count = Integer.parseInt(args[0]);
        var shared = new Candidate.Shared(new SecureRandom());
        shared.bcClient.helloPadding = Integer.getInteger("sekai.study.padding", 0);
        System.out.println(
                "client-server | rtt | loss | done | p50 | p90 | p99 | max ms | datagrams c/s | bytes c/s | ends");
        for (int rtt : new int[] {20, 100}) {
            for (double loss : new double[] {0, 0.1, 0.2}) {
                // Reordering is always there, unless it is switched off; duplication comes with loss.
                var network = new StudyLink.Network(
                        rtt * StudyLink.MILLI,
                        loss,
                        loss == 0 || !IS_REORDERED ? 0 : 0.05,
                        IS_REORDERED ? rtt * StudyLink.MILLI / 2 : 0);
                for (String pair : List.of(args).subList(1, args.length)) {
                    String[] ends = pair.split("-", -1);
                    run(
                            pair,
                            shared,
                            network,
                            count,
                            Candidate.valueOf(ends[0]),
                            Candidate.valueOf(ends[ends.length - 1]));
                }
            }
        }
    }

    private static void run(
            String name,
            Candidate.Shared shared,
            StudyLink.Network network,
            int count,
            Candidate client,
            Candidate server) {
        long[] millis = new long[count];
        int done = 0;
        long[] sums = new long[4];
        Map<DtlsEnd, Integer> ends = new EnumMap<>(DtlsEnd.class);
        for (int seed = 1; seed <= count; seed++) {
            var link = new StudyLink(new SplitMix64(seed), network, client.sessions(shared), server.sessions(shared));
            link.start();
            link.run(LIMIT_NANOS, () -> link.bothConnected() || link.anyEnded());
            if (link.bothConnected() && !link.anyEnded()) {
                millis[done++] = Math.max(link.client.connectedAt, link.server.connectedAt) / StudyLink.MILLI;
            }
            for (DtlsEnd end : new DtlsEnd[] {link.client.end, link.server.end}) {
                if (end != null) {
                    ends.merge(end, 1, Integer::sum);
                }
            }
            sums[0] += link.client.datagrams;
            sums[1] += link.server.datagrams;
            sums[2] += link.client.bytes;
            sums[3] += link.server.bytes;
            link.close();
        }
        long[] sorted = Arrays.copyOf(millis, done);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-7s | %3d | %2.0f %% | %d/%d | %d | %d | %d | %d | %.1f/%.1f | %d/%d | %s%n",
                name,
                network.rttNanos() / StudyLink.MILLI,
                network.loss() * 100,
                done,
                count,
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                at(sorted, 1),
                (double) sums[0] / count,
                (double) sums[1] / count,
                sums[2] / count,
                sums[3] / count,
                ends);
    }

    private static long at(long[] sorted, double quantile) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * quantile))];
    }
}
