package org.vsekai.rtc.sctp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/**
 * Which transmission sequence numbers have arrived (RFC 9260 §6.2), and when they are to be acknowledged.
 *
 * <p>Invariants: every number up to {@link #cumulative} has arrived or was given up by the peer; {@code cumulative + 1} has
 * not; nothing beyond {@code cumulative + WINDOW} is marked. Costs 1 KiB from the first loss on, and next to nothing before.
 */
@HotPath
final class DataTracker {
    /** How far ahead of the cumulative number data is accepted; a power of two. A gap block reaches 65,535. */
    static final int WINDOW = 8_192;

    private static final int WORDS = WINDOW / Long.SIZE;
    /** Enough to tell a peer that it retransmits too early; the rest is only counted. */
    private static final int MAX_DUPLICATES = 16;
    /** So that a SACK leaves room for data in its packet. The earliest gaps matter most. */
    private static final int MAX_GAP_BLOCKS = 64;
    /** RFC 9260 §6.2: an acknowledgement "SHOULD be generated for at least every second packet". */
    private static final int PACKETS_PER_ACK = 2;

    private final long ackDelayNanos;
    private final Timer ackTimer = new Timer();
    private final int[] duplicates = new int[MAX_DUPLICATES];
    private long cumulative;
    private long highest;
    /** Bit of number n at [n / 64 mod WORDS], set if n &gt; cumulative has arrived. */
    private long @Nullable [] ahead;

    private int duplicateCount;
    private int unacknowledgedPackets;
    private boolean packetHasData;
    private boolean ackNow;

    DataTracker(long firstTsn, long ackDelayNanos) {
        cumulative = firstTsn - 1;
        highest = cumulative;
        this.ackDelayNanos = ackDelayNanos;
    }

    long cumulative() {
        return cumulative;
    }

    boolean hasGaps() {
        return highest > cumulative;
    }

    boolean isWithinWindow(long tsn) {
        return tsn <= cumulative + WINDOW;
    }

    boolean hasArrived(long tsn) {
        return tsn <= cumulative || (tsn <= highest && isSet(tsn));
    }

    /** Marks a number that had not arrived and lies within the window. */
    void arrived(long tsn) {
        packetHasData = true;
        // While a number is missing, and when it comes, the peer must know at once to retransmit no more than it has
        // to.
        ackNow |= hasGaps() || tsn != cumulative + 1;
        if (tsn == cumulative + 1) {
            cumulative = tsn;
            absorb();
        } else {
            set(tsn);
        }
        highest = Math.max(highest, tsn);
    }

    /** Remembers a number that came again, for the next acknowledgement, which is due at once. */
    void repeated(long tsn) {
        if (duplicateCount < MAX_DUPLICATES) {
            duplicates[duplicateCount++] = (int) tsn;
        }
        ackNow = true;
    }

    /** The peer gives up everything up to this number (RFC 3758 §3.6). Whether that was news. */
    boolean forward(long tsn) {
        ackNow = true;
        if (tsn <= cumulative) {
            return false;
        }
        long marked = ahead == null ? tsn : Math.min(tsn, highest);
        for (long n = cumulative + 1; n <= marked && ahead != null; n++) {
            clear(n);
        }
        cumulative = tsn;
        highest = Math.max(highest, tsn);
        absorb();
        return true;
    }

    private void absorb() {
        while (highest > cumulative && isSet(cumulative + 1)) {
            cumulative++;
            clear(cumulative);
        }
    }

    /** Acknowledge with the next flush, whatever the delay. */
    void acknowledgeNow() {
        ackNow = true;
    }

    /** All chunks of a packet have been processed: decides when it is acknowledged (RFC 9260 §6.2). */
    void packetDone(long nowNanos) {
        if (!packetHasData) {
            return;
        }
        packetHasData = false;
        unacknowledgedPackets++;
        if (unacknowledgedPackets >= PACKETS_PER_ACK) {
            ackNow = true;
        } else if (!ackTimer.isRunning()) {
            ackTimer.start(nowNanos, ackDelayNanos);
        }
    }

    /** Whether an acknowledgement must leave now. */
    boolean isAckDue(long nowNanos) {
        return ackNow || ackTimer.isDue(nowNanos);
    }

    /** Whether an acknowledgement may travel with data that leaves anyway. */
    boolean isAckPending() {
        return ackNow || unacknowledgedPackets > 0;
    }

    long deadlineNanos() {
        return ackTimer.deadlineNanos();
    }

    /** Writes a SACK chunk and considers all data acknowledged. */
    void writeSack(PacketWriter out, int windowBytes) {
        int gaps = countGaps();
        int at = out.chunk(ChunkType.SACK, 0, SackView.FIXED_BYTES + 4 * (gaps + duplicateCount));
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) cumulative);
        Bytes.put32(buffer, at + 4, windowBytes);
        Bytes.put16(buffer, at + 8, gaps);
        Bytes.put16(buffer, at + 10, duplicateCount);
        int next = writeGaps(buffer, at + SackView.FIXED_BYTES, gaps);
        for (int i = 0; i < duplicateCount; i++) {
            Bytes.put32(buffer, next + 4 * i, duplicates[i]);
        }
        duplicateCount = 0;
        unacknowledgedPackets = 0;
        ackNow = false;
        ackTimer.stop();
    }

    private int countGaps() {
        int count = 0;
        long from = nextSet(cumulative + 1);
        while (from <= highest && count < MAX_GAP_BLOCKS) {
            count++;
            from = nextSet(nextClear(from));
        }
        return count;
    }

    private int writeGaps(byte[] buffer, int at, int count) {
        long from = cumulative + 1;
        int next = at;
        for (int i = 0; i < count; i++) {
            long start = nextSet(from);
            from = nextClear(start);
            Bytes.put16(buffer, next, (int) (start - cumulative));
            Bytes.put16(buffer, next + 2, (int) (from - 1 - cumulative));
            next += 4;
        }
        return next;
    }

    /** The first marked number from here on, or one beyond the highest. */
    private long nextSet(long from) {
        return next(from, 0);
    }

    /** The first number from here on that is not marked. */
    private long nextClear(long from) {
        return next(from, -1);
    }

    private long next(long from, long flip) {
        long[] words = ahead;
        if (words == null) {
            return highest + 1;
        }
        long tsn = from;
        while (tsn <= highest) {
            long word = (words[wordOf(tsn)] ^ flip) >>> tsn;
            if (word != 0) {
                return Math.min(tsn + Long.numberOfTrailingZeros(word), highest + 1);
            }
            tsn = (tsn | Long.SIZE - 1) + 1;
        }
        return highest + 1;
    }

    private static int wordOf(long tsn) {
        return (int) (tsn / Long.SIZE) & WORDS - 1;
    }

    private boolean isSet(long tsn) {
        return ahead != null && (ahead[wordOf(tsn)] >>> tsn & 1) != 0;
    }

    private void set(long tsn) {
        if (ahead == null) {
            ahead = new long[WORDS];
        }
        ahead[wordOf(tsn)] |= 1L << tsn;
    }

    private void clear(long tsn) {
        if (ahead != null) {
            ahead[wordOf(tsn)] &= ~(1L << tsn);
        }
    }

    /** For tests: no bit may be left behind when nothing is ahead. */
    boolean isClean() {
        return ahead == null || highest > cumulative || Arrays.stream(ahead).allMatch(word -> word == 0);
    }
}
