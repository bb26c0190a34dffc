package org.vsekai.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * One SCTP association over DTLS (RFC 9260, RFC 8261), with partial reliability (RFC 3758, RFC 7496), stream reset (RFC 6525), interleaved
 * messages and weights (RFC 8260), and packets without checksum (RFC 9653).
 *
 * <p>Sans-I/O: packets and the time go in; packets, messages and the next deadline come out. Nothing but replies of the handshake leaves
 * before {@link #flush}, so that an acknowledgement travels with data.
 *
 * <ul>
 *   <li>The server role does nothing but answer until a COOKIE ECHO opens it; the client role starts with {@link #connect}.
 *   <li>Any bytes may be handed to {@link #receive}: what makes no sense is counted in {@link #drops}, or ends the association with an ABORT.
 *   <li>{@link AssociationListener#onClosed} comes exactly once; after it every call is without effect.
 *   <li>Methods may be called from within the listener, except for {@link #receive}, {@link #onDeadline} and {@link #flush}.
 * </ul>
 *
 * Confined to one thread. Costs about 2 KB idle; at most the receive window, a message and the send buffer of {@link AssociationOptions}.
 * Leaves out: several paths, ECN, AUTH, padding, dynamic addresses; see docs/protocol/transport-sctp.md.
 */
@HotPath
public final class Association {
    /** Fragments from the peer that can't be delivered yet, at the most. */
    public static final int MAX_HELD_FRAGMENTS = DataReceiver.MAX_FRAGMENTS;

    private static final int MAX_DETAIL_BYTES = 128;

    private final Context context;
    private final Handshake handshake;
    private final Teardown teardown;
    private final PacketReader packet;

    /**
     * @param secureRandom for tags, first sequence numbers and the key of the cookies: must not be guessable
     * @param scratch what the associations of the event loop share
     */
    public Association(
            AssociationOptions options, AssociationListener listener, LongSupplier secureRandom, SctpScratch scratch) {
        context = new Context(options, listener, secureRandom, scratch);
        packet = scratch.packet;
        handshake = new Handshake(context);
        teardown = new Teardown(context);
    }

    /** Client role: sends INIT. */
    public void connect(long nowNanos) {
        handshake.connect(nowNanos);
    }

    /** Takes one packet as DTLS unsealed it. Call {@link #flush} after a batch of them. */
    public void receive(byte[] buffer, int offset, int length, long nowNanos) {
        boolean isZeroAcceptable = context.options.zeroChecksum() && context.state != AssociationState.CLOSED;
        if (!packet.open(buffer, offset, length, isZeroAcceptable)) {
            context.drops.count(packet.refusal());
            return;
        }
        if (packet.sourcePort() != context.options.port() || packet.destinationPort() != context.options.port()) {
            context.drops.count(SctpDrop.WRONG_PORT);
            return;
        }
        boolean isFirst = true;
        while (packet.next() && receiveChunk(isFirst, nowNanos)) {
            isFirst = false;
        }
        TransmissionControlBlock tcb = context.tcb;
        if (tcb != null && packet.verificationTag() == context.localTag) {
            tcb.packetDone(nowNanos);
        }
    }

    /** Whether the packet's other chunks are to be processed. */
    private boolean receiveChunk(boolean isFirst, long nowNanos) {
        switch (packet.type()) {
            case ChunkType.INIT -> onInit(nowNanos);
            case ChunkType.ABORT -> onAbort();
            case ChunkType.SHUTDOWN_ACK -> onShutdownAck();
            case ChunkType.SHUTDOWN_COMPLETE -> onShutdownComplete();
            case ChunkType.COOKIE_ECHO -> {
                return onCookieEcho(isFirst, nowNanos);
            }
            default -> {
                return receiveTagged(nowNanos);
            }
        }
        return false;
    }

    private void onInit(long nowNanos) {
        if (context.state == AssociationState.SHUTDOWN_ACK_SENT) {
            // RFC 9260 §9.2: "it SHOULD discard the INIT chunk and retransmit the SHUTDOWN ACK chunk".
            context.out.chunk(ChunkType.SHUTDOWN_ACK, 0, 0);
        } else if (context.isEnded()) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        } else {
            handshake.onInit(packet, nowNanos);
        }
    }

    /** RFC 9260 §5.1, step C: "it MUST be the first chunk in the packet". */
    private boolean onCookieEcho(boolean isFirst, long nowNanos) {
        if (!isFirst) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return false;
        }
        return handshake.onCookieEcho(packet, nowNanos);
    }

    private void onShutdownAck() {
        if (isTagged() || context.isEnded()) {
            teardown.onShutdownAck(packet, context.tcb);
        } else {
            context.drops.count(SctpDrop.WRONG_TAG);
        }
    }

    private void onShutdownComplete() {
        if (isTagged()) {
            teardown.onShutdownComplete();
        } else {
            context.drops.count(SctpDrop.WRONG_TAG);
        }
    }

    /** RFC 9260 §8.5.1, rules B and C: our tag, or the peer's own reflected if the T bit says so. */
    private boolean isTagged() {
        if (packet.hasFlag(ChunkType.FLAG_REFLECTED_TAG)
                && (packet.type() == ChunkType.ABORT || packet.type() == ChunkType.SHUTDOWN_COMPLETE)) {
            return context.tcb != null && packet.verificationTag() == context.tcb.peerTag;
        }
        return context.localTag != 0 && packet.verificationTag() == context.localTag;
    }

    private boolean receiveTagged(long nowNanos) {
        if (!isTagged()) {
            context.drops.count(SctpDrop.WRONG_TAG);
            return false;
        }
        TransmissionControlBlock tcb = context.tcb;
        if (tcb == null) {
            if (packet.type() == ChunkType.INIT_ACK) {
                handshake.onInitAck(packet, nowNanos);
            } else {
                context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            }
            return false;
        }
        dispatch(tcb, nowNanos);
        return !context.isEnded() && (ChunkType.isKnown(packet.type()) || ChunkType.isSkippable(packet.type()));
    }

    private void dispatch(TransmissionControlBlock tcb, long nowNanos) {
        switch (packet.type()) {
            case ChunkType.COOKIE_ACK -> handshake.onCookieAck(packet);
            case ChunkType.DATA, ChunkType.I_DATA -> onData(tcb, nowNanos);
            case ChunkType.SACK -> onSack(tcb, nowNanos);
            case ChunkType.FORWARD_TSN, ChunkType.I_FORWARD_TSN -> onForwardTsn(tcb);
            case ChunkType.RE_CONFIG -> onReconfig(tcb);
            case ChunkType.HEARTBEAT -> tcb.onHeartbeat(packet);
            case ChunkType.HEARTBEAT_ACK -> tcb.onHeartbeatAck(packet, nowNanos);
            case ChunkType.SHUTDOWN -> teardown.onShutdown(packet, tcb, nowNanos);
            case ChunkType.ERROR -> onError(nowNanos);
            case ChunkType.INIT_ACK -> context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            default -> onUnknown();
        }
    }

    private void onData(TransmissionControlBlock tcb, long nowNanos) {
        if (!context.state.receivesData()) {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
            return;
        }
        tcb.onData(packet);
        if (context.state == AssociationState.SHUTDOWN_SENT) {
            teardown.onDataAfterShutdown(tcb, nowNanos);
        }
    }

    private void onSack(TransmissionControlBlock tcb, long nowNanos) {
        if (context.state.sendsData()) {
            tcb.onSack(packet, nowNanos);
        } else {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    private void onForwardTsn(TransmissionControlBlock tcb) {
        if (context.state.receivesData()) {
            tcb.onForwardTsn(packet);
        } else {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    private void onReconfig(TransmissionControlBlock tcb) {
        if (context.state.receivesData()) {
            tcb.streamReset.onReconfig(packet);
        } else {
            context.drops.count(SctpDrop.UNEXPECTED_CHUNK);
        }
    }

    /** Of the causes, only a stale cookie changes anything here (RFC 9260 §3.3.10). */
    private void onError(long nowNanos) {
        if (packet.bodyLength() < 4) {
            context.drops.count(SctpDrop.MALFORMED_CHUNK);
        } else if (Bytes.getUnsigned16(packet.data(), packet.body()) == CauseCode.STALE_COOKIE) {
            handshake.onStaleCookie(nowNanos);
        }
    }

    private void onUnknown() {
        context.drops.count(SctpDrop.UNKNOWN_CHUNK);
        if (ChunkType.isReportable(packet.type())) {
            int length = Math.min(packet.bodyLength() + PacketReader.CHUNK_HEADER_BYTES, ChunkType.MAX_REPORT_BYTES);
            byte[] chunk = new byte[length];
            System.arraycopy(packet.data(), packet.body() - PacketReader.CHUNK_HEADER_BYTES, chunk, 0, length);
            context.out.chunk(ChunkType.ERROR, 0, Context.cause(CauseCode.UNRECOGNIZED_CHUNK_TYPE, chunk));
        }
    }

    private void onAbort() {
        if (!isTagged()) {
            context.drops.count(SctpDrop.WRONG_TAG);
            return;
        }
        context.end(AssociationEnd.ABORTED_BY_PEER, abortDetail());
    }

    private String abortDetail() {
        if (packet.bodyLength() < 4) {
            return "no cause";
        }
        int code = Bytes.getUnsigned16(packet.data(), packet.body());
        int length = Math.min(packet.bodyLength() - 4, MAX_DETAIL_BYTES);
        String text = new String(packet.data(), packet.body() + 4, length, StandardCharsets.US_ASCII);
        return "cause " + code + ": " + text.replaceAll("[^ -~]", ".");
    }

    /**
     * Hands over a message; the array must not be changed afterwards. It leaves with the next {@link #flush}.
     *
     * @param payloadProtocolId what the peer is told of the payload (RFC 8831 §8)
     * @param delivery if it limits retransmissions, a message that the windows have no room for now is dropped and counted, never queued. To a
     *     peer without RFC 3758 every message is reliable
     * @return false if the message was not taken; {@link #drops} has the reason
     */
    public boolean send(int streamId, int payloadProtocolId, byte[] message, Delivery delivery, long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb == null || context.state != AssociationState.ESTABLISHED || !isSendable(tcb, streamId, message)) {
            context.drops.count(SctpDrop.NOT_SENDABLE);
            return false;
        }
        if (message.length > context.options.maxSendMessageBytes()) {
            context.drops.count(SctpDrop.MESSAGE_TOO_LARGE);
            return false;
        }
        Delivery agreed = tcb.extensions.isPartiallyReliable() ? delivery : delivery.withoutLimits();
        return agreed.isLossy()
                ? sendLossy(tcb, streamId, payloadProtocolId, message, agreed, nowNanos)
                : sendWaiting(tcb, streamId, payloadProtocolId, message, agreed, nowNanos);
    }

    private boolean sendLossy(
            TransmissionControlBlock tcb, int streamId, int ppid, byte[] message, Delivery delivery, long nowNanos) {
        if (tcb.sender.queue().stream(streamId).isResetting()) {
            context.drops.count(SctpDrop.NOT_SENDABLE);
            return false;
        }
        return tcb.sender.offerLossy(
                context.scratch.takeMessage().begin(streamId, ppid, message, delivery, nowNanos), nowNanos);
    }

    private boolean sendWaiting(
            TransmissionControlBlock tcb, int streamId, int ppid, byte[] message, Delivery delivery, long nowNanos) {
        if (tcb.sender.bufferedBytes() + message.length > context.options.sendBufferBytes()) {
            context.drops.count(SctpDrop.SEND_BUFFER_FULL);
            return false;
        }
        tcb.sender.add(context.scratch.takeMessage().begin(streamId, ppid, message, delivery, nowNanos));
        return true;
    }

    private static boolean isSendable(TransmissionControlBlock tcb, int streamId, byte[] message) {
        return message.length > 0 && isStream(tcb, streamId);
    }

    private static boolean isStream(TransmissionControlBlock tcb, int streamId) {
        return streamId >= 0 && streamId < tcb.outboundStreams;
    }

    /**
     * Sets a stream's share of what may be sent, relative to that of others (RFC 8831 §6.4, RFC 8260 §3.6); 256 unless set. Without effect before
     * the association is established.
     */
    public void setWeight(int streamId, int weight) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb != null && isStream(tcb, streamId)) {
            tcb.sender.queue().stream(streamId).weight = Math.max(1, weight);
        }
    }

    /** Asks to be told when what waits on a stream comes down to so many bytes ({@link AssociationListener#onBufferedLow}). */
    public void setBufferedLow(int streamId, int bytes) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb != null && isStream(tcb, streamId)) {
            tcb.sender.queue().stream(streamId).lowBytes = bytes;
        }
    }

    /**
     * Resets our outgoing streams when what was handed over on them has been sent. What is handed over from now on is sent when that is done, but
     * for lossy messages, which are refused until then.
     *
     * @return false if the peer can't
     */
    public boolean resetStreams(int[] streamIds, long nowNanos) {
        if (context.tcb == null || !context.tcb.extensions.has(Extensions.STREAM_RESET)) {
            return false;
        }
        context.tcb.streamReset.reset(streamIds);
        return true;
    }

    /** Ends once everything handed over is acknowledged, or after 5 times the greatest timeout with an ABORT. */
    public void shutdown(long nowNanos) {
        teardown.begin(nowNanos);
    }

    /** Ends now, and tells the peer why. */
    public void abort(String cause, long nowNanos) {
        if (context.tcb == null) {
            context.end(AssociationEnd.ABORTED_BY_US, cause);
        } else {
            context.abort(CauseCode.USER_INITIATED_ABORT, cause);
        }
    }

    /** Emits what is due: answers, SACK, FORWARD TSN and DATA, bundled. Call once for each batch of packets received, and once a tick. */
    public void flush(long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        if (tcb != null) {
            tcb.flush(context.state, nowNanos);
            teardown.advance(nowNanos);
        }
        context.out.emit();
    }

    /** Whether {@link #flush} may have something to emit: asked right after a packet came, it spares the association another visit. */
    public boolean isFlushDue(long nowNanos) {
        TransmissionControlBlock tcb = context.tcb;
        return !context.out.isEmpty()
                || tcb != null && (context.state != AssociationState.ESTABLISHED || tcb.isFlushDue(nowNanos));
    }

    /** To be called at {@link #deadlineNanos}; earlier or later does no harm. */
    public void onDeadline(long nowNanos) {
        handshake.onDeadline(nowNanos);
        teardown.onDeadline(nowNanos);
        TransmissionControlBlock tcb = context.tcb;
        if (tcb != null && context.state != AssociationState.COOKIE_ECHOED && !tcb.onDeadline(nowNanos)) {
            context.end(AssociationEnd.RETRANSMISSIONS_EXHAUSTED, "the peer stopped acknowledging");
        }
        flush(nowNanos);
    }

    /** When {@link #onDeadline} wants to be called next; {@link Long#MAX_VALUE} for never. */
    public long deadlineNanos() {
        if (context.isEnded()) {
            return Timer.NEVER;
        }
        long next = Math.min(handshake.deadlineNanos(), teardown.deadlineNanos());
        TransmissionControlBlock tcb = context.tcb;
        return tcb == null || context.state == AssociationState.COOKIE_ECHOED
                ? next
                : Math.min(next, tcb.deadlineNanos());
    }

    /** Payload bytes of messages that wait, or that the peer has not acknowledged; lossy ones left out. */
    public long bufferedBytes() {
        return context.tcb == null ? 0 : context.tcb.sender.bufferedBytes();
    }

    /** Payload bytes of messages on a stream that were handed over and not sent yet; lossy ones left out. */
    public int waitingBytes(int streamId) {
        TransmissionControlBlock tcb = context.tcb;
        OutboundStream stream =
                tcb == null || streamId < 0 ? null : tcb.sender.queue().existing(streamId);
        return stream == null ? 0 : stream.waitingBytes;
    }

    /** Payload bytes from the peer that can't be delivered yet. */
    public int heldBytes() {
        return context.tcb == null ? 0 : context.tcb.receiver.reassembly().heldBytes();
    }

    /** Fragments from the peer that can't be delivered yet. */
    public int heldFragments() {
        return context.tcb == null ? 0 : context.tcb.receiver.reassembly().heldFragments();
    }

    /** Whether both ends interleave messages (RFC 8260). */
    public boolean isInterleaved() {
        return context.tcb != null && context.tcb.framing.interleaves();
    }

    /** How many streams we may send on; 0 before the handshake. */
    public int outboundStreams() {
        return context.tcb == null ? 0 : context.tcb.outboundStreams;
    }

    /** Whether messages may be sent. */
    public boolean isEstablished() {
        return context.state == AssociationState.ESTABLISHED;
    }

    public Tally<SctpDrop> drops() {
        return context.drops;
    }
}
