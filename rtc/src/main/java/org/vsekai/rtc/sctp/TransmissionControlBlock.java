package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;

/** What exists from the handshake to the end: the two halves of the data path and what keeps them alive (RFC 9260 §14). */
@HotPath
final class TransmissionControlBlock {
    final int peerTag;
    final Extensions extensions;
    final MessageFraming framing;
    final int outboundStreams;
    final DataSender sender;
    final DataReceiver receiver;
    final StreamReset streamReset;
    final RetransmissionTimeout timeout;

    private final Context context;
    private final Heartbeat heartbeat;

    TransmissionControlBlock(Context context, StateCookie parameters, long nowNanos) {
        this.context = context;
        peerTag = parameters.peerTag();
        extensions = parameters.extensions();
        framing = MessageFraming.of(extensions);
        outboundStreams = parameters.outboundStreams();
        timeout = new RetransmissionTimeout(context.options);
        sender = new DataSender(context, framing, timeout, parameters, nowNanos);
        receiver = new DataReceiver(context, framing, parameters);
        streamReset = new StreamReset(context, timeout, parameters, sender, receiver);
        heartbeat = new Heartbeat(context.options.heartbeatIntervalNanos(), context.random, nowNanos);
    }

    /**
     * RFC 8260 §2.2.3: "If I-DATA support has been negotiated for an association, the reception of a DATA chunk is a violation of the above
     * rules and therefore the receiver of the DATA chunk MUST abort the association by sending an ABORT chunk"; likewise the other way round,
     * and for the chunks that give messages up (§2.3.1). Whether the chunk is of the right kind.
     */
    boolean isOfAgreedKind(int chunkType, int agreedType) {
        if (chunkType != agreedType) {
            context.abort(
                    CauseCode.PROTOCOL_VIOLATION, "chunk " + chunkType + " where " + agreedType + " was agreed on");
        }
        return chunkType == agreedType;
    }

    void onData(PacketReader chunk) {
        if (!isOfAgreedKind(chunk.type(), framing.dataType())) {
            return;
        }
        switch (receiver.onData(chunk)) {
            case TAKEN -> streamReset.afterData();
            case DROPPED -> {}
            case INVALID_STREAM -> {
                context.drops.count(SctpDrop.INVALID_STREAM);
                reportInvalidStream();
            }
            case NO_USER_DATA -> context.abort(CauseCode.NO_USER_DATA, receiver.lastWireTsn());
            case OVER_LIMIT -> context.abort(CauseCode.OUT_OF_RESOURCE, "message or buffer limit exceeded");
            case MALFORMED -> context.abort(CauseCode.PROTOCOL_VIOLATION, "a chunk of data is too short");
        }
    }

    /** RFC 9260 §6.5: the data is acknowledged, and an ERROR chunk "Invalid Stream Identifier" sent. */
    private void reportInvalidStream() {
        int at = context.out.chunk(ChunkType.ERROR, 0, 8);
        Bytes.put16(context.out.buffer(), at, CauseCode.INVALID_STREAM_IDENTIFIER);
        Bytes.put16(context.out.buffer(), at + 2, 8);
        Bytes.put16(context.out.buffer(), at + 4, receiver.lastStreamId());
        Bytes.put16(context.out.buffer(), at + 6, 0);
    }

    void onSack(PacketReader chunk, long nowNanos) {
        int ackBefore = (int) sender.outstanding().cumulativeAck();
        if (!sender.onSack(chunk, nowNanos)) {
            return;
        }
        boolean isProgress = ackBefore != (int) sender.outstanding().cumulativeAck()
                || sender.outstanding().ackedBytes() > 0;
        // RFC 9260 §6.1, rule A: a peer that answers window probes "SHOULD NOT" be given up.
        if (isProgress || sender.isPeerWindowClosed()) {
            context.errorCount = 0;
        }
    }

    void onForwardTsn(PacketReader chunk) {
        if (!isOfAgreedKind(chunk.type(), framing.forwardType())) {
            return;
        }
        if (!receiver.onForwardTsn(chunk)) {
            context.drops.count(SctpDrop.MALFORMED_CHUNK);
        }
        streamReset.afterData();
    }

    /** RFC 9260 §8.3: the answer carries the information unchanged. */
    void onHeartbeat(PacketReader chunk) {
        if (chunk.bodyLength() > context.out.capacity()) {
            context.drops.count(SctpDrop.MALFORMED_CHUNK);
            return;
        }
        int at = context.out.chunk(ChunkType.HEARTBEAT_ACK, 0, chunk.bodyLength());
        System.arraycopy(chunk.data(), chunk.body(), context.out.buffer(), at, chunk.bodyLength());
    }

    void onHeartbeatAck(PacketReader chunk, long nowNanos) {
        long roundTripNanos = heartbeat.onAck(chunk, nowNanos);
        if (roundTripNanos < 0) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        timeout.measured(roundTripNanos);
        context.errorCount = 0;
    }

    void packetDone(long nowNanos) {
        receiver.tracker().packetDone(nowNanos);
        heartbeat.onActivity(nowNanos);
    }

    /** Timers. Whether the association is still alive. */
    boolean onDeadline(long nowNanos) {
        int failures = 0;
        if (sender.isTimeoutDue(nowNanos)) {
            sender.onTimeout(nowNanos);
            failures++;
        }
        if (streamReset.onDeadline(nowNanos) && sender.outstanding().isEmpty()) {
            // While data is outstanding its timer counts already: one silence is not to count twice.
            failures++;
        }
        if (heartbeat.onDeadline(context.out, nowNanos, timeout.nanos())) {
            timeout.backOff();
            failures++;
        }
        context.errorCount += failures;
        return context.errorCount <= context.options.maxRetransmissions();
    }

    long deadlineNanos() {
        long data = Math.min(sender.deadlineNanos(), receiver.tracker().deadlineNanos());
        return Math.min(data, Math.min(streamReset.deadlineNanos(), heartbeat.deadlineNanos()));
    }

    /** Whether {@link #flush} may have something to write, as long as the association is established. */
    boolean isFlushDue(long nowNanos) {
        return receiver.tracker().isAckDue(nowNanos) || !sender.isAtRest(nowNanos) || !streamReset.isAtRest();
    }

    /** Puts what is due into packets: acknowledgement first, then everything of the sender's, then a reset of streams that have nothing left to send. */
    void flush(AssociationState state, long nowNanos) {
        DataTracker tracker = receiver.tracker();
        boolean mayFlushData = state.sendsData();
        boolean isAckBundled = tracker.isAckPending() && mayFlushData && sender.isSendDue(nowNanos);
        if (tracker.isAckDue(nowNanos) || isAckBundled) {
            receiver.writeSack(context.out);
        }
        if (mayFlushData) {
            sender.flush(nowNanos);
            streamReset.flush(nowNanos);
        }
    }
}
