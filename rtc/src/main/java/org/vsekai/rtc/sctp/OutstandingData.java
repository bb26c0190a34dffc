package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * The chunks sent and not cumulatively acknowledged, in the order of their numbers, and what is known of each.
 *
 * <p>Invariants: the numbers are consecutive, from {@code cumulativeAck + 1} to {@code nextTsn - 1}; {@link #flightBytes} is
 * the sum over chunks that are in flight; {@link #lostCount} counts chunks to be sent again; the abandoned point of RFC 3758 lies
 * between the cumulative acknowledgement and the last number.
 */
@HotPath
final class OutstandingData {
    /** RFC 9260 §7.2.4: a chunk is lost once this many SACKs show it missing. */
    private static final int MISSES_OF_A_LOSS = 3;
    /** The peer's tracker may be as narrow as ours; more are not sent until the oldest is acknowledged. */
    static final int MAX_CHUNKS = 4_096;

    private final SctpScratch scratch;
    private final Tally<SctpDrop> drops;
    private final int headerBytes;
    /** Chunk of number n at [n mod length]; the length is a power of two. */
    private @Nullable OutgoingChunk[] ring = new OutgoingChunk[4];

    private long cumulativeAck;
    private long nextTsn;
    private long abandonedPoint;
    private int flightBytes;
    /** Of these, what lossy messages take. */
    private int lossyFlightBytes;

    private int bufferedBytes;
    private int lostCount;
    private int sackCount;
    /** Whether chunks may be marked as acknowledged beyond the cumulative number. */
    private boolean hadGaps;

    // What the latest SACK brought.
    private int ackedBytes;
    private boolean isLossDetected;
    private long newestAckedTsn;
    private long roundTripTsn;
    private long roundTripSentNanos;
    private boolean isCut;

    /** @param headerBytes what a chunk counts for in flight beyond its payload */
    OutstandingData(long firstTsn, int headerBytes, SctpScratch scratch, Tally<SctpDrop> drops) {
        this.headerBytes = headerBytes;
        this.scratch = scratch;
        this.drops = drops;
        nextTsn = firstTsn;
        cumulativeAck = firstTsn - 1;
        abandonedPoint = cumulativeAck;
    }

    long nextTsn() {
        return nextTsn;
    }

    long cumulativeAck() {
        return cumulativeAck;
    }

    /** RFC 3758 §3.5: the "Advanced.Peer.Ack.Point". */
    long abandonedPoint() {
        return abandonedPoint;
    }

    boolean isEmpty() {
        return nextTsn == cumulativeAck + 1;
    }

    boolean isFull() {
        return nextTsn - cumulativeAck > MAX_CHUNKS;
    }

    int flightBytes() {
        return flightBytes;
    }

    int lossyFlightBytes() {
        return lossyFlightBytes;
    }

    /** Payload bytes that were sent, and neither acknowledged nor given up; lossy messages left out. */
    int bufferedBytes() {
        return bufferedBytes;
    }

    boolean hasLost() {
        return lostCount > 0;
    }

    /** Bytes that the latest SACK acknowledged for the first time. */
    int ackedBytes() {
        return ackedBytes;
    }

    /** Whether the latest SACK showed a loss that was not known before. */
    boolean isLossDetected() {
        return isLossDetected;
    }

    /** The number of the newest chunk that the latest SACK acknowledged, if it was sent only once, for measuring; otherwise 0. */
    long roundTripTsn() {
        return roundTripTsn;
    }

    /** When that chunk was sent. */
    long roundTripSentNanos() {
        return roundTripSentNanos;
    }

    /** Whether messages were abandoned before they were sent whole since this was last asked: the queue still has them. */
    boolean takeCut() {
        boolean wasCut = isCut;
        isCut = false;
        return wasCut;
    }

    /** Adds the next fragment of a message, as sent now. */
    OutgoingChunk add(OutgoingMessage message, int length, long nowNanos) {
        OutgoingChunk chunk = append(message, message.sentBytes, length);
        chunk.fragment = message.sentFragments;
        chunk.firstSentNanos = nowNanos;
        countFlight(chunk, 1);
        if (message.sentFragments == 0) {
            message.firstTsn = chunk.tsn;
        }
        message.sentFragments++;
        if (!message.isLossy()) {
            bufferedBytes += length;
        }
        return chunk;
    }

    private OutgoingChunk append(OutgoingMessage message, int offset, int length) {
        if (nextTsn - cumulativeAck > ring.length) {
            grow();
        }
        OutgoingChunk chunk = scratch.takeChunk();
        chunk.message = message;
        chunk.tsn = nextTsn;
        chunk.offset = offset;
        chunk.length = length;
        chunk.flightBytes = headerBytes + length;
        chunk.sentCount = 1;
        message.lastTsn = nextTsn;
        ring[(int) nextTsn & ring.length - 1] = chunk;
        nextTsn++;
        return chunk;
    }

    private void grow() {
        @Nullable OutgoingChunk[] larger = new OutgoingChunk[2 * ring.length];
        for (long tsn = cumulativeAck + 1; tsn < nextTsn; tsn++) {
            larger[(int) tsn & larger.length - 1] = at(tsn);
        }
        ring = larger;
    }

    /** The latest chunk is the last one before the numbers of some streams start again. */
    void markReset() {
        if (!isEmpty()) {
            at(nextTsn - 1).isBeforeReset = true;
        }
    }

    OutgoingChunk at(long tsn) {
        OutgoingChunk chunk = ring[(int) tsn & ring.length - 1];
        if (chunk == null || chunk.tsn != tsn) {
            throw new Check.BrokenInvariant("an outstanding number has its chunk: " + tsn);
        }
        return chunk;
    }

    /** Whether everything that the SACK speaks of was sent. */
    boolean isPlausible(SackView sack) {
        long cumulative = Serial.unwrap(cumulativeAck, sack.cumulativeTsn());
        int gaps = sack.gapCount();
        return cumulative + (gaps == 0 ? 0 : sack.gapEnd(gaps - 1)) < nextTsn;
    }

    /** Processes a plausible SACK whose cumulative number is not older than ours (RFC 9260 §6.2.1). */
    void onSack(SackView sack, boolean isInFastRecovery, long nowNanos) {
        long cumulative = Serial.unwrap(cumulativeAck, sack.cumulativeTsn());
        boolean isAdvance = cumulative > cumulativeAck;
        ackedBytes = 0;
        isLossDetected = false;
        newestAckedTsn = cumulativeAck;
        roundTripTsn = 0;
        sackCount++;
        advanceTo(cumulative);
        long highestReported = acknowledgeGaps(sack);
        if (sack.gapCount() > 0 || hadGaps) {
            noteMissing(isInFastRecovery && isAdvance ? highestReported : newestAckedTsn, nowNanos);
        }
        hadGaps = sack.gapCount() > 0;
        advanceAbandonedPoint();
    }

    /** The cumulative number of a SHUTDOWN chunk. */
    void onCumulativeAck(long cumulative) {
        ackedBytes = 0;
        advanceTo(cumulative);
        advanceAbandonedPoint();
    }

    private void advanceTo(long cumulative) {
        while (cumulativeAck < cumulative) {
            OutgoingChunk chunk = at(cumulativeAck + 1);
            acknowledge(chunk);
            OutgoingMessage message = chunk.message;
            if (!message.isLossy() && !message.isAbandoned) {
                bufferedBytes -= chunk.length;
            }
            cumulativeAck++;
            ring[(int) cumulativeAck & ring.length - 1] = null;
            if (chunk.isEnd()) {
                scratch.giveBack(message);
            }
            scratch.giveBack(chunk);
        }
    }

    private long acknowledgeGaps(SackView sack) {
        long highest = cumulativeAck;
        for (int i = 0; i < sack.gapCount(); i++) {
            highest = cumulativeAck + sack.gapEnd(i);
            for (long tsn = cumulativeAck + sack.gapStart(i); tsn <= highest; tsn++) {
                OutgoingChunk chunk = at(tsn);
                chunk.reportedBySack = sackCount;
                acknowledge(chunk);
            }
        }
        return highest;
    }

    private void acknowledge(OutgoingChunk chunk) {
        if (chunk.isAcked) {
            return;
        }
        if (chunk.isInFlight()) {
            countFlight(chunk, -1);
        }
        forgetLoss(chunk);
        chunk.isAcked = true;
        newestAckedTsn = Math.max(newestAckedTsn, chunk.tsn);
        if (!chunk.message.isAbandoned) {
            // What was abandoned may be acknowledged because of our FORWARD TSN: that measures nothing.
            ackedBytes += chunk.flightBytes;
            roundTripTsn = chunk.sentCount == 1 ? chunk.tsn : 0;
            roundTripSentNanos = chunk.firstSentNanos;
        }
    }

    private void forgetLoss(OutgoingChunk chunk) {
        if (chunk.isLost) {
            chunk.isLost = false;
            lostCount--;
        }
    }

    /**
     * RFC 9260 §7.2.4, "Highest TSN Newly Acknowledged": a chunk counts as missing only if a later one was acknowledged for the first
     * time by this SACK.
     */
    private void noteMissing(long newestAcked, long nowNanos) {
        for (long tsn = cumulativeAck + 1; tsn < nextTsn; tsn++) {
            OutgoingChunk chunk = at(tsn);
            if (chunk.isAcked && chunk.reportedBySack != sackCount) {
                renege(chunk);
            } else if (chunk.isInFlight() && tsn < newestAcked && !chunk.wasFastRetransmitted) {
                noteMissing(chunk, nowNanos);
            }
        }
    }

    private void noteMissing(OutgoingChunk chunk, long nowNanos) {
        chunk.missIndications++;
        if (chunk.missIndications >= MISSES_OF_A_LOSS) {
            isLossDetected = true;
            chunk.wasFastRetransmitted = true;
            lose(chunk, nowNanos);
        }
    }

    /** The peer dropped data that it had reported in a gap block (RFC 9260 §6.2.1, rule D iv). */
    private void renege(OutgoingChunk chunk) {
        chunk.isAcked = false;
        if (chunk.isInFlight()) {
            countFlight(chunk, 1);
        }
    }

    /** A chunk in flight is given up, or will be sent again. */
    private void lose(OutgoingChunk chunk, long nowNanos) {
        if (chunk.isExhausted(nowNanos)) {
            abandon(chunk.message);
            return;
        }
        countFlight(chunk, -1);
        chunk.isLost = true;
        lostCount++;
    }

    /**
     * Gives up a message of which fragments are outstanding. RFC 3758 §3.5, rule A3: all of them are abandoned together.
     *
     * <p>If it was not sent whole, its end gets a number that is never sent: the peer may have all of the others, and must still be told to go
     * on without the message.
     */
    void abandon(OutgoingMessage message) {
        for (long tsn = Math.max(message.firstTsn, cumulativeAck + 1); tsn <= message.lastTsn; tsn++) {
            OutgoingChunk chunk = at(tsn);
            if (chunk.message == message) {
                if (chunk.isInFlight()) {
                    countFlight(chunk, -1);
                }
                forgetLoss(chunk);
                bufferedBytes -= message.isLossy() ? 0 : chunk.length;
            }
        }
        message.isAbandoned = true;
        drops.count(SctpDrop.ABANDONED);
        if (message.unsentBytes() > 0) {
            append(message, message.payload.length, 0);
            isCut = true;
        }
        advanceAbandonedPoint();
    }

    /**
     * RFC 3758 §3.5, rule C2. Lossy messages that the peer has whole are passed over too: where every other one was lost, the peer would
     * else be told of one in each round trip, and what waits behind them would wait for as many. Should the peer drop such a message after
     * all, no more is lost than may be. Of a message in fragments more may be on its way, which the peer needs those that it has for.
     */
    private void advanceAbandonedPoint() {
        abandonedPoint = Math.max(abandonedPoint, cumulativeAck);
        while (abandonedPoint + 1 < nextTsn && mayBePassed(at(abandonedPoint + 1))) {
            abandonedPoint++;
        }
    }

    private static boolean mayBePassed(OutgoingChunk chunk) {
        OutgoingMessage message = chunk.message;
        return message.isAbandoned || (chunk.isAcked && message.isLossy() && chunk.length == message.payload.length);
    }

    /** The timer expired: everything in flight is lost (RFC 9260 §6.3.3). */
    void loseAll(long nowNanos) {
        for (long tsn = cumulativeAck + 1; tsn < nextTsn; tsn++) {
            OutgoingChunk chunk = at(tsn);
            chunk.missIndications = 0;
            chunk.wasFastRetransmitted = false;
            if (chunk.isInFlight()) {
                lose(chunk, nowNanos);
            }
        }
        advanceAbandonedPoint();
    }

    /** Gives up what waits to be sent again and whose lifetime is over. */
    void expireLost(long nowNanos) {
        int left = lostCount;
        for (long tsn = cumulativeAck + 1; left > 0 && tsn < nextTsn; tsn++) {
            OutgoingChunk chunk = at(tsn);
            if (chunk.isLost) {
                left--;
                if (chunk.message.isExpired(nowNanos)) {
                    abandon(chunk.message);
                    left = Math.min(left, lostCount);
                }
            }
        }
    }

    /** The oldest chunk to be sent again; only if {@link #hasLost}. */
    OutgoingChunk firstLost() {
        long tsn = cumulativeAck + 1;
        while (!at(tsn).isLost) {
            tsn++;
        }
        return at(tsn);
    }

    /** A lost chunk is sent again. */
    void resent(OutgoingChunk chunk) {
        forgetLoss(chunk);
        chunk.sentCount++;
        chunk.missIndications = 0;
        countFlight(chunk, 1);
    }

    private void countFlight(OutgoingChunk chunk, int sign) {
        flightBytes += sign * chunk.flightBytes;
        if (chunk.message.isLossy()) {
            lossyFlightBytes += sign * chunk.flightBytes;
        }
    }

    /** For tests: recomputes what is kept as a sum. */
    boolean isConsistent() {
        int flight = 0;
        int lossyFlight = 0;
        int lost = 0;
        int buffered = 0;
        for (long tsn = cumulativeAck + 1; tsn < nextTsn; tsn++) {
            OutgoingChunk chunk = at(tsn);
            flight += chunk.isInFlight() ? chunk.flightBytes : 0;
            lossyFlight += chunk.isInFlight() && chunk.message.isLossy() ? chunk.flightBytes : 0;
            lost += chunk.isLost ? 1 : 0;
            buffered += chunk.message.isLossy() || chunk.message.isAbandoned ? 0 : chunk.length;
        }
        int filled = 0;
        for (OutgoingChunk chunk : ring) {
            filled += chunk == null ? 0 : 1;
        }
        return flight == flightBytes
                && lossyFlight == lossyFlightBytes
                && lost == lostCount
                && buffered == bufferedBytes
                && filled == nextTsn - 1 - cumulativeAck;
    }
}
