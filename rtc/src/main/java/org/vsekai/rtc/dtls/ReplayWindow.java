package org.vsekai.rtc.dtls;

import java.util.Arrays;
import org.vsekai.core.HotPath;

/**
 * Which records of one epoch have come (RFC 6347 §4.1.2.6), so that each is opened once: the engine opens repetitions as if they were new. A record
 * that is older than the window counts as come.
 */
@HotPath
final class ReplayWindow {
    /** RFC 6347 §4.1.2.6 prefers 64; bulk data over a path with jitter is reordered further than that. */
    static final int WINDOW = 512;

    private static final int WORDS = WINDOW / Long.SIZE;

    /** Bit of number n at [n / 64 mod WORDS], set if n has come; valid for the WINDOW numbers up to the highest. */
    private final long[] come = new long[WORDS];

    private long highest = -1;

    boolean hasCome(long sequence) {
        if (sequence > highest) {
            return false;
        }
        return highest - sequence >= WINDOW || (come[wordOf(sequence)] >>> sequence & 1) != 0;
    }

    /** Only for records that are authentic: a forged number must not move the window (CVE-2016-2181). */
    void mark(long sequence) {
        if (sequence > highest) {
            clear(highest + 1, sequence);
            highest = sequence;
        }
        come[wordOf(sequence)] |= 1L << sequence;
    }

    private void clear(long from, long to) {
        if (to - from >= WINDOW) {
            Arrays.fill(come, 0);
            return;
        }
        for (long sequence = from; sequence <= to; sequence++) {
            come[wordOf(sequence)] &= ~(1L << sequence);
        }
    }

    private static int wordOf(long sequence) {
        return (int) (sequence / Long.SIZE) & WORDS - 1;
    }
}
