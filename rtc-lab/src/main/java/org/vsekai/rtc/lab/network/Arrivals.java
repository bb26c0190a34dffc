package org.vsekai.rtc.lab.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Holds what arrives against what was sent: reliable messages all, once and in order; lossy ones at most once; no byte changed. */
final class Arrivals {
    static final int LOSSY = 0;
    static final int RELIABLE = 1;

    private final String name;
    private final Deque<byte[]> expected = new ArrayDeque<>();
    /** Lossy messages that were sent and have not arrived, by the number that they begin with. */
    private final Map<Long, byte[]> possible = new HashMap<>();

    private long reliable;
    private long lossy;

    Arrivals(String name) {
        this.name = name;
    }

    /** The other end handed this to its transport, which took it. */
    void expect(byte[] message) {
        expected.add(message);
    }

    /** The other end handed this to its transport, which may drop it. */
    void mayArrive(long number, byte[] message) {
        possible.put(number, message);
    }

    void take(int channelId, byte[] message) {
        if (channelId == RELIABLE) {
            byte[] next = expected.poll();
            if (next == null || !Arrays.equals(next, message)) {
                throw new AssertionError(name + ": reliable message " + reliable + " is "
                        + (next == null ? "one too many" : "not the next one that was sent"));
            }
            reliable++;
        } else {
            byte[] sent = possible.remove(Workload.numberOf(message));
            if (!Arrays.equals(sent, message)) {
                throw new AssertionError(name + ": a lossy message arrives "
                        + (sent == null ? "that was not sent, or a second time" : "changed"));
            }
            lossy++;
        }
    }

    int missing() {
        return expected.size();
    }

    long reliable() {
        return reliable;
    }

    long lossy() {
        return lossy;
    }
}
