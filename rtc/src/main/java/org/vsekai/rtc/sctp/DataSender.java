package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * The sending half of an association: decides which DATA and FORWARD TSN chunks leave when (RFC 9260 §6.1 and §7, RFC 3758 §3.5).
 *
 * <p>Order of a flush: FORWARD TSN; what was lost, oldest first; the rest of a message that was begun; lossy messages; reliable messages,
 * the streams in turn. A lossy message that does not fit the windows whole is dropped, never kept for the next flush.
 */
@HotPath
final class DataSender {
    /** RFC 9260 §6.1: "Max.Burst", packets with new reliable data or retransmissions in one flush. */
    private static final int MAX_BURST_PACKETS = 4;
    /** A FORWARD TSN that brings nothing new is repeated at most so often, or once a round trip. */
    private static final long FORWARD_TSN_INTERVAL_NANOS = 200_000_000;

    private final PacketWriter out;
    private final Tally<SctpDrop> drops;
    private final RetransmissionTimeout timeout;
    private final CongestionControl congestion;
    private final OutstandingData outstanding;
    private final SendQueue queue = new SendQueue();
    private final ForwardTsnWriter forwardTsn;
    private final Timer retransmissionTimer = new Timer();
    private final SackView sack = new SackView();
    private final int fragmentBytes;

    private long peerWindowBytes;
    private boolean isFastRetransmitDue;
    private boolean isForwardTsnForced;
    private long forwardedTsn;
    private long forwardedNanos;
    private long measureFromTsn;
    private long lastSentNanos;
    private int burstLimit;

    DataSender(
            PacketWriter out,
            Tally<SctpDrop> drops,
            RetransmissionTimeout timeout,
            StateCookie parameters,
            long nowNanos) {
        this.out = out;
        this.drops = drops;
        this.timeout = timeout;
        long firstTsn = Serial.first(parameters.localTsn());
        outstanding = new OutstandingData(firstTsn, drops);
        forwardTsn = new ForwardTsnWriter(outstanding);
        fragmentBytes = out.capacity() - DataView.FIXED_BYTES;
        congestion = new CongestionControl(fragmentBytes, parameters.peerWindowBytes());
        peerWindowBytes = parameters.peerWindowBytes();
        forwardedTsn = outstanding.cumulativeAck();
        measureFromTsn = firstTsn;
        lastSentNanos = nowNanos;
    }

    SendQueue queue() {
        return queue;
    }

    OutstandingData outstanding() {
        return outstanding;
    }

    CongestionControl congestion() {
        return congestion;
    }

    boolean isDrained() {
        return queue.isEmpty() && outstanding.isEmpty();
    }

    int bufferedBytes() {
        return queue.reliableBytes() + outstanding.reliableBytes();
    }

    long deadlineNanos() {
        return retransmissionTimer.deadlineNanos();
    }

    boolean isTimeoutDue(long nowNanos) {
        return retransmissionTimer.isDue(nowNanos);
    }

    /** Whether the peer had no room when it last told us. */
    boolean isPeerWindowClosed() {
        return peerWindowBytes < fragmentBytes;
    }

    /** Takes a lossy message if it would leave with a flush now. */
    boolean offerLossy(OutgoingMessage message) {
        int flightBytes = flightBytes(message.payload.length);
        if (!hasRoom(queue.flightBytesAhead(), flightBytes)) {
            drops.count(SctpDrop.LOSSY_NO_WINDOW);
            return false;
        }
        queue.addLossy(message, flightBytes);
        return true;
    }

    private int fragments(int payloadBytes) {
        return (payloadBytes + fragmentBytes - 1) / fragmentBytes;
    }

    private int flightBytes(int payloadBytes) {
        int headers = DataView.FIXED_BYTES + PacketReader.CHUNK_HEADER_BYTES;
        return payloadBytes + headers * fragments(payloadBytes);
    }

    /** RFC 9260 §6.1, rules A and B: whether a message may leave whole when so much else leaves before it. */
    private boolean hasRoom(int aheadBytes, int flightBytes) {
        if (outstanding.hasLost() || outstanding.isFull()) {
            return false;
        }
        int flight = outstanding.flightBytes() + aheadBytes;
        int allButLastChunk = Math.max(0, flightBytes - flightBytes(fragmentBytes));
        // Rule A: "the data sender can always have one DATA chunk in flight", whatever the peer's window.
        boolean peerHasRoom = flight + flightBytes <= peerWindowBytes || (flight == 0 && allButLastChunk == 0);
        return peerHasRoom && flight + allButLastChunk < congestion.windowBytes();
    }

    /** Whether the SACK made sense; counts it if not. */
    boolean onSack(PacketReader chunk, long nowNanos) {
        if (!sack.wrap(chunk.data(), chunk.body(), chunk.bodyLength())) {
            drops.count(SctpDrop.MALFORMED_CHUNK);
            return false;
        }
        long cumulative = Serial.unwrap(outstanding.cumulativeAck(), sack.cumulativeTsn());
        if (cumulative < outstanding.cumulativeAck()) {
            drops.count(SctpDrop.OLD_SACK);
            return false;
        }
        if (!outstanding.isPlausible(sack)) {
            drops.count(SctpDrop.BAD_SACK);
            return false;
        }
        int flightBefore = outstanding.flightBytes();
        boolean isAdvance = cumulative > outstanding.cumulativeAck();
        outstanding.onSack(sack, congestion.isInFastRecovery());
        peerWindowBytes = sack.windowBytes();
        measure(nowNanos);
        if (isAdvance) {
            afterAdvance(flightBefore, nowNanos);
        }
        if (outstanding.isLossDetected() && congestion.onLoss(outstanding.nextTsn() - 1)) {
            isFastRetransmitDue = true;
        }
        stopTimerIfIdle();
        return true;
    }

    /** The cumulative acknowledgement of a SHUTDOWN chunk (RFC 9260 §9.2). */
    void onShutdownAck(int wireTsn, long nowNanos) {
        long cumulative = Serial.unwrap(outstanding.cumulativeAck(), wireTsn);
        if (cumulative <= outstanding.cumulativeAck()) {
            return;
        }
        if (cumulative >= outstanding.nextTsn()) {
            drops.count(SctpDrop.BAD_SACK);
            return;
        }
        int flightBefore = outstanding.flightBytes();
        outstanding.onCumulativeAck(cumulative);
        afterAdvance(flightBefore, nowNanos);
        stopTimerIfIdle();
    }

    private void afterAdvance(int flightBefore, long nowNanos) {
        congestion.onCumulativeAdvance(
                flightBefore, outstanding.ackedBytes(), outstanding.cumulativeAck(), outstanding.flightBytes());
        // RFC 9260 §6.3.2, rule R3.
        retransmissionTimer.start(nowNanos, timeout.nanos());
    }

    private void stopTimerIfIdle() {
        if (outstanding.isEmpty()) {
            retransmissionTimer.stop();
        }
    }

    private void measure(long nowNanos) {
        OutgoingChunk chunk = outstanding.roundTripChunk();
        if (chunk != null && chunk.tsn >= measureFromTsn) {
            timeout.measured(nowNanos - chunk.firstSentNanos);
            // RFC 9260 §6.3.1, rule C4: not "more than once per round trip".
            measureFromTsn = outstanding.nextTsn();
        }
    }

    /** The retransmission timer expired (RFC 9260 §6.3.3). */
    void onTimeout(long nowNanos) {
        outstanding.loseAll();
        congestion.onTimeout();
        timeout.backOff();
        isFastRetransmitDue = false;
        isForwardTsnForced = true;
        retransmissionTimer.start(nowNanos, timeout.nanos());
    }

    /** Whether a flush now would send something of this sender's. */
    boolean isSendDue(long nowNanos) {
        return isForwardTsnDue(nowNanos)
                || (outstanding.hasLost() && (isFastRetransmitDue || mayRetransmit()))
                || (!queue.isEmpty() && !outstanding.hasLost() && mayBegin());
    }

    void flush(long nowNanos) {
        if (outstanding.flightBytes() == 0 && !queue.isEmpty()) {
            congestion.onIdle(nowNanos - lastSentNanos, timeout.nanos());
        }
        burstLimit = out.emittedCount() + MAX_BURST_PACKETS;
        if (isForwardTsnDue(nowNanos)) {
            sendForwardTsn(nowNanos);
        }
        if (isFastRetransmitDue) {
            retransmitOnePacket(nowNanos);
        }
        while (outstanding.hasLost() && mayRetransmit() && hasBurstFor(outstanding.firstLost().length)) {
            resend(outstanding.firstLost(), nowNanos);
        }
        sendRestOfBegun(nowNanos);
        sendLossy(nowNanos);
        sendReliable(nowNanos);
    }

    private boolean mayRetransmit() {
        return outstanding.flightBytes() < congestion.windowBytes()
                && (outstanding.flightBytes() == 0 || outstanding.flightBytes() < peerWindowBytes);
    }

    /** RFC 9260 §6.1, rules A and B, for the next chunk of reliable data. */
    private boolean mayBegin() {
        int flight = outstanding.flightBytes();
        boolean peerHasRoom = flight == 0 || flight + out.capacity() <= peerWindowBytes;
        return peerHasRoom && flight < congestion.windowBytes() && !outstanding.isFull();
    }

    private boolean hasBurstFor(int payloadBytes) {
        return out.emittedCount() + (out.fits(DataView.FIXED_BYTES + payloadBytes) ? 0 : 1) < burstLimit;
    }

    /**
     * RFC 9260 §7.2.4, rule 3: what was lost first and fits a single packet leaves at once; "the sender SHOULD ignore the value of cwnd".
     */
    private void retransmitOnePacket(long nowNanos) {
        isFastRetransmitDue = false;
        if (!outstanding.hasLost()) {
            return;
        }
        OutgoingChunk first = outstanding.firstLost();
        if (first.tsn == outstanding.cumulativeAck() + 1) {
            // RFC 9260 §7.2.4, rule 4: the timer restarts with the earliest outstanding chunk.
            retransmissionTimer.start(nowNanos, timeout.nanos());
        }
        if (!out.fits(DataView.FIXED_BYTES + first.length)) {
            out.emit();
        }
        while (outstanding.hasLost() && out.fits(DataView.FIXED_BYTES + outstanding.firstLost().length)) {
            resend(outstanding.firstLost(), nowNanos);
        }
    }

    private void resend(OutgoingChunk chunk, long nowNanos) {
        outstanding.resent(chunk);
        write(chunk, 0, nowNanos);
    }

    private void sendRestOfBegun(long nowNanos) {
        for (OutgoingMessage message = queue.begun(); message != null; message = queue.begun()) {
            // A lossy message would be dropped behind this one, so then only the windows limit what leaves now.
            boolean isWaitedFor = queue.peekLossy() != null;
            boolean hasBurst = isWaitedFor || hasBurstFor(Math.min(fragmentBytes, message.unsentBytes()));
            if (outstanding.hasLost() || !mayBegin() || !hasBurst) {
                return;
            }
            sendFragment(message, nowNanos);
        }
    }

    private void sendLossy(long nowNanos) {
        for (OutgoingMessage message = queue.peekLossy(); message != null; message = queue.peekLossy()) {
            int flightBytes = flightBytes(message.payload.length);
            queue.removeLossy(flightBytes);
            if (queue.begun() != null || !hasRoom(0, flightBytes)) {
                drops.count(SctpDrop.LOSSY_NO_WINDOW);
                continue;
            }
            queue.begin(message);
            while (message.unsentBytes() > 0) {
                sendFragment(message, nowNanos);
            }
        }
    }

    private void sendReliable(long nowNanos) {
        while (queue.begun() == null && !outstanding.hasLost()) {
            OutgoingMessage message = queue.peekReliable();
            if (message == null || !mayBegin() || !hasBurstFor(Math.min(fragmentBytes, message.unsentBytes()))) {
                return;
            }
            queue.removeReliable();
            queue.begin(message);
            sendRestOfBegun(nowNanos);
        }
    }

    private void sendFragment(OutgoingMessage message, long nowNanos) {
        int length = Math.min(fragmentBytes, message.unsentBytes());
        OutgoingChunk chunk = outstanding.add(message, length, nowNanos);
        queue.sent(message, length);
        // RFC 9260 §3.3.1, the I bit: after the last of our reliable data, a late SACK would only hold things up.
        write(chunk, message.isReliable() && queue.isEmpty() ? ChunkType.FLAG_IMMEDIATE : 0, nowNanos);
    }

    private void write(OutgoingChunk chunk, int immediate, long nowNanos) {
        int flags = immediate
                | (chunk.isBegin() ? ChunkType.FLAG_BEGIN : 0)
                | (chunk.isEnd() ? ChunkType.FLAG_END : 0)
                | (chunk.message.isUnordered ? ChunkType.FLAG_UNORDERED : 0);
        DataView.write(out, chunk, flags);
        lastSentNanos = nowNanos;
        ensureTimer(nowNanos);
    }

    private void ensureTimer(long nowNanos) {
        if (!retransmissionTimer.isRunning()) {
            retransmissionTimer.start(nowNanos, timeout.nanos());
        }
    }

    private boolean isForwardTsnDue(long nowNanos) {
        long point = outstanding.abandonedPoint();
        return point > outstanding.cumulativeAck()
                && (point > forwardedTsn || isForwardTsnForced || nowNanos - forwardedNanos >= forwardInterval());
    }

    private long forwardInterval() {
        return Math.min(FORWARD_TSN_INTERVAL_NANOS, timeout.smoothedRoundTripNanos());
    }

    private void sendForwardTsn(long nowNanos) {
        forwardTsn.write(out);
        forwardedTsn = outstanding.abandonedPoint();
        forwardedNanos = nowNanos;
        isForwardTsnForced = false;
        // RFC 3758 §3.5, rule F: the timer guards FORWARD TSN like data.
        ensureTimer(nowNanos);
    }
}
