package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * The sending half of an association: decides which chunks leave when (RFC 9260 §6.1 and §7, RFC 3758 §3.5).
 *
 * <p>Order of a flush: what was given up; what was lost, oldest first; the rest of a message that was begun, if messages don't interleave; lossy
 * messages; the others, by {@link SendQueue}. A lossy message that does not fit the windows whole is dropped, never kept for the next flush.
 */
@HotPath
final class DataSender {
    /** RFC 9260 §6.1: "Max.Burst", packets with new data that may wait or retransmissions in one flush. */
    private static final int MAX_BURST_PACKETS = 4;
    /** A FORWARD TSN that brings nothing new is repeated at most so often, or once a round trip. */
    private static final long FORWARD_TSN_INTERVAL_NANOS = 200_000_000;

    private final PacketWriter out;
    private final SctpScratch scratch;
    private final Tally<SctpDrop> drops;
    private final MessageFraming framing;
    private final RetransmissionTimeout timeout;
    private final CongestionControl congestion;
    private final OutstandingData outstanding;
    private final SendQueue queue;
    private final LossyReserve reserve;
    private final Timer retransmissionTimer = new Timer();
    private final int headerBytes;
    private final int fragmentBytes;

    private long peerWindowBytes;
    private boolean isFastRetransmitDue;
    private boolean isForwardTsnForced;
    /** Whether any message ever had a lifetime. */
    private boolean hasTimed;

    /** Up to which number the latest FORWARD TSN went, and whether it could not say all. */
    private long forwardedTsn;

    private boolean isForwardedShort;
    private long forwardedNanos;
    private long measureFromTsn;
    private long lastSentNanos;
    private int burstLimit;

    DataSender(
            Context context,
            MessageFraming framing,
            RetransmissionTimeout timeout,
            StateCookie parameters,
            long nowNanos) {
        out = context.out;
        scratch = context.scratch;
        drops = context.drops;
        this.framing = framing;
        this.timeout = timeout;
        headerBytes = PacketReader.CHUNK_HEADER_BYTES + framing.fixedBytes();
        fragmentBytes = out.capacity() - framing.fixedBytes();
        reserve = new LossyReserve(headerBytes + fragmentBytes);
        long firstTsn = Serial.first(parameters.localTsn());
        outstanding = new OutstandingData(firstTsn, headerBytes, scratch, drops);
        queue = new SendQueue(framing, scratch, context.listener, fragmentBytes);
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

    /** Payload bytes that wait or are not acknowledged; lossy messages left out. */
    int bufferedBytes() {
        return queue.waitingBytes() + outstanding.bufferedBytes();
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

    /** Takes a message that may wait. */
    void add(OutgoingMessage message) {
        hasTimed |= message.hasLifetime();
        queue.add(message);
    }

    /** Takes a lossy message if it would leave with a flush now. */
    boolean offerLossy(OutgoingMessage message, long nowNanos) {
        int flightBytes = flightBytes(message.payload.length);
        reserve.wanted(flightBytes, nowNanos, timeout.smoothedRoundTripNanos());
        if (!hasRoom(queue.flightBytesAhead(), flightBytes)) {
            drops.count(SctpDrop.LOSSY_NO_WINDOW);
            scratch.giveBack(message);
            return false;
        }
        queue.addLossy(message, flightBytes);
        return true;
    }

    private int fragments(int payloadBytes) {
        return (payloadBytes + fragmentBytes - 1) / fragmentBytes;
    }

    private int flightBytes(int payloadBytes) {
        return payloadBytes + headerBytes * fragments(payloadBytes);
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
        SackView sack = scratch.sack;
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
        outstanding.onSack(sack, congestion.isInFastRecovery(), nowNanos);
        dropCut(nowNanos);
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
        // What was kept for lossy messages counts as used, or a transfer beside them would never find out how fast it
        // may be.
        int kept = queue.isAnyStreamReady() ? reservedBytes(nowNanos) : 0;
        congestion.onCumulativeAdvance(
                flightBefore + kept, outstanding.ackedBytes(), outstanding.cumulativeAck(), outstanding.flightBytes());
        // RFC 9260 §6.3.2, rule R3.
        retransmissionTimer.start(nowNanos, timeout.nanos());
    }

    private void stopTimerIfIdle() {
        if (outstanding.isEmpty()) {
            retransmissionTimer.stop();
        }
    }

    private void measure(long nowNanos) {
        if (outstanding.roundTripTsn() >= measureFromTsn) {
            timeout.measured(nowNanos - outstanding.roundTripSentNanos());
            // RFC 9260 §6.3.1, rule C4: not "more than once per round trip".
            measureFromTsn = outstanding.nextTsn();
        }
    }

    /** The retransmission timer expired (RFC 9260 §6.3.3). */
    void onTimeout(long nowNanos) {
        outstanding.loseAll(nowNanos);
        dropCut(nowNanos);
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
                || (queue.isReady() && !outstanding.hasLost() && mayBegin(0));
    }

    /** Whether nothing waits, neither for a flush nor for room. */
    boolean isAtRest(long nowNanos) {
        return queue.isEmpty() && !hasTimed && !outstanding.hasLost() && !isForwardTsnDue(nowNanos);
    }

    void flush(long nowNanos) {
        if (hasTimed) {
            expire(nowNanos);
        }
        if (outstanding.flightBytes() == 0 && queue.isReady()) {
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
        sendLossy(nowNanos, false);
        sendWaiting(nowNanos);
        sendLossy(nowNanos, true);
    }

    /** RFC 3758 §4.1: what has outlived its lifetime is given up, whether it waits, was begun, or was lost. */
    private void expire(long nowNanos) {
        outstanding.expireLost(nowNanos);
        dropStale(nowNanos);
    }

    /** Messages that were given up amid sending leave the queue before anything else can happen to them. */
    private void dropCut(long nowNanos) {
        if (outstanding.takeCut()) {
            dropStale(nowNanos);
        }
    }

    private void dropStale(long nowNanos) {
        for (OutboundStream stream = queue.firstStale(nowNanos);
                stream != null && stream.first != null;
                stream = queue.firstStale(nowNanos)) {
            OutgoingMessage message = stream.first;
            if (!message.isBegun()) {
                drops.count(SctpDrop.LIFETIME_OVER);
            } else if (!message.isAbandoned) {
                outstanding.abandon(message);
            }
            queue.drop(stream, message);
        }
        outstanding.takeCut();
    }

    private boolean mayRetransmit() {
        return outstanding.flightBytes() < congestion.windowBytes()
                && (outstanding.flightBytes() == 0 || outstanding.flightBytes() < peerWindowBytes);
    }

    /** RFC 9260 §6.1, rules A and B, for the next chunk of data that may wait. */
    private boolean mayBegin(int reservedBytes) {
        int flight = outstanding.flightBytes();
        boolean peerHasRoom = flight == 0 || flight + out.capacity() <= peerWindowBytes;
        return peerHasRoom && flight < congestion.windowBytes() - reservedBytes && !outstanding.isFull();
    }

    /** What is to be left free for lossy messages, beside those that are in flight: in a small window they would have all of it otherwise. */
    private int reservedBytes(long nowNanos) {
        int wanted = reserve.bytes(congestion.windowBytes(), nowNanos, timeout.smoothedRoundTripNanos());
        return Math.max(0, wanted - outstanding.lossyFlightBytes());
    }

    private boolean hasBurstFor(int payloadBytes) {
        return out.emittedCount() + (out.fits(framing.fixedBytes() + payloadBytes) ? 0 : 1) < burstLimit;
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
        if (!out.fits(framing.fixedBytes() + first.length)) {
            out.emit();
        }
        while (outstanding.hasLost() && out.fits(framing.fixedBytes() + outstanding.firstLost().length)) {
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
            if (outstanding.hasLost() || !mayBegin(0) || !hasBurst) {
                return;
            }
            sendFragment(message, nowNanos);
        }
    }

    /**
     * Lossy messages that may leave leave; the others are dropped. But those that must not overtake what waits on their own stream, such as the OPEN
     * of their channel, are given a second chance when that may have left.
     */
    private void sendLossy(long nowNanos, boolean isLastChance) {
        for (int left = queue.lossyCount(); left > 0; left--) {
            OutgoingMessage message = queue.peekLossy();
            if (message == null) {
                return;
            }
            int flightBytes = flightBytes(message.payload.length);
            queue.removeLossy(message, flightBytes);
            boolean isBehind = queue.isBehindOthers(message);
            if (isBehind && !isLastChance) {
                queue.addLossy(message, flightBytes);
                continue;
            }
            if (isBehind || !hasRoom(0, flightBytes)) {
                drops.count(SctpDrop.LOSSY_NO_WINDOW);
                scratch.giveBack(message);
                continue;
            }
            while (message.unsentBytes() > 0) {
                sendFragment(message, nowNanos);
            }
        }
    }

    private void sendWaiting(long nowNanos) {
        int reserved = reservedBytes(nowNanos);
        while (!outstanding.hasLost()) {
            OutgoingMessage message = queue.next();
            // One that was begun and has to be finished would keep lossy ones waiting all the longer.
            int kept = queue.begun() == null ? reserved : 0;
            if (message == null || !mayBegin(kept) || !hasBurstFor(Math.min(fragmentBytes, message.unsentBytes()))) {
                return;
            }
            sendFragment(message, nowNanos);
        }
    }

    private void sendFragment(OutgoingMessage message, long nowNanos) {
        if (!message.isBegun()) {
            queue.number(message);
        }
        int length = Math.min(fragmentBytes, message.unsentBytes());
        OutgoingChunk chunk = outstanding.add(message, length, nowNanos);
        int immediate = 0;
        if (message.isLossy()) {
            message.sentBytes += length;
        } else {
            queue.sent(message, length);
            // RFC 9260 §3.3.1, the I bit: after the last of our data that may wait, a late SACK would only hold things
            // up.
            immediate = queue.isReady() ? 0 : ChunkType.FLAG_IMMEDIATE;
        }
        write(chunk, immediate, nowNanos);
    }

    private void write(OutgoingChunk chunk, int immediate, long nowNanos) {
        int flags = immediate
                | (chunk.isBegin() ? ChunkType.FLAG_BEGIN : 0)
                | (chunk.isEnd() ? ChunkType.FLAG_END : 0)
                | (chunk.message.isUnordered ? ChunkType.FLAG_UNORDERED : 0);
        framing.writeData(out, chunk, flags);
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
        boolean isNews = point > forwardedTsn && (!isForwardedShort || outstanding.cumulativeAck() >= forwardedTsn);
        return point > outstanding.cumulativeAck()
                && (isNews || isForwardTsnForced || nowNanos - forwardedNanos >= forwardInterval());
    }

    private long forwardInterval() {
        return Math.min(FORWARD_TSN_INTERVAL_NANOS, timeout.smoothedRoundTripNanos());
    }

    private void sendForwardTsn(long nowNanos) {
        forwardedTsn = collectSkipped();
        isForwardedShort = forwardedTsn < outstanding.abandonedPoint();
        framing.writeForward(out, forwardedTsn, scratch.skipped);
        forwardedNanos = nowNanos;
        isForwardTsnForced = false;
        // RFC 3758 §3.5, rule F: the timer guards FORWARD TSN like data.
        ensureTimer(nowNanos);
    }

    /**
     * Collects which messages the peer shall not wait for. Up to which number: it stops short where there are too many streams, and where the
     * numbers of a stream start again, since one message can't name both the old ones and the new.
     */
    private long collectSkipped() {
        SkippedMessages skipped = scratch.skipped;
        skipped.clear();
        long tsn = outstanding.cumulativeAck();
        while (tsn < outstanding.abandonedPoint()) {
            OutgoingChunk chunk = outstanding.at(tsn + 1);
            boolean isNamed = chunk.message.isAbandoned && framing.isNamedWhenSkipped(chunk.message);
            if (isNamed && !skipped.note(chunk.message)) {
                break;
            }
            tsn++;
            if (chunk.isBeforeReset) {
                break;
            }
        }
        return tsn;
    }
}
