package org.vsekai.rtc.sctp;

import java.util.BitSet;
import org.vsekai.core.Tally;

/**
 * Resetting streams, both ways (RFC 6525 §4.1 and §4.4, used as RFC 8831 §6.7 says: a channel is closed when both sides have reset
 * their outgoing stream).
 *
 * <pre>
 * |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
 * |           Re-configuration Request Sequence Number            |
 * |           Re-configuration Response Sequence Number           |
 * |                Sender's Last Assigned TSN                     |
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * </pre>
 *
 * <p>Invariants: at most one request of ours is unanswered (RFC 6525 §5.1.1); a stream that we reset is named to the peer only
 * when nothing of it waits to be sent; a reset by the peer is answered with one of ours unless ours came first.
 */
final class StreamReset {
    /** Results of a response (RFC 6525 §4.4). */
    static final int NOTHING_TO_DO = 0;

    static final int PERFORMED = 1;
    static final int DENIED = 2;
    static final int BAD_SEQUENCE_NUMBER = 5;
    static final int IN_PROGRESS = 6;

    /** Streams of one request, so that it fits a packet of any path. */
    private static final int MAX_STREAMS_PER_REQUEST = 200;

    private static final int REQUEST_BYTES = 16;
    private static final int RESPONSE_BYTES = 12;

    private final PacketWriter out;
    private final AssociationListener listener;
    private final Tally<SctpDrop> drops;
    private final RetransmissionTimeout timeout;
    private final DataSender sender;
    private final DataReceiver receiver;
    private final int outboundStreams;
    private final int inboundStreams;
    private final Timer timer = new Timer();

    /** Streams that we are to reset and have not asked for yet. */
    private final BitSet wanted = new BitSet();
    /** Streams that we reset first, and that the peer has yet to reset in answer. */
    private final BitSet unanswered = new BitSet();
    /** The request under way; empty if there is none. */
    private int[] requested = {};

    private int requestNumber;
    private int requestLastTsn;
    private boolean isRequestDue;
    /** The peer has our request and asks for patience. */
    private boolean isInProgress;

    private int expectedNumber;
    private int lastResult = NOTHING_TO_DO;
    /** The peer's request that waits for data to arrive; its last number, or -1. */
    private long deferredUntilTsn = -1;

    private int[] deferredStreams = {};

    StreamReset(
            PacketWriter out,
            AssociationListener listener,
            Tally<SctpDrop> drops,
            RetransmissionTimeout timeout,
            StateCookie parameters,
            DataSender sender,
            DataReceiver receiver) {
        this.out = out;
        this.listener = listener;
        this.drops = drops;
        this.timeout = timeout;
        this.sender = sender;
        this.receiver = receiver;
        outboundStreams = parameters.outboundStreams();
        inboundStreams = parameters.inboundStreams();
        requestNumber = parameters.localTsn();
        expectedNumber = parameters.peerTsn();
    }

    /** Resets our outgoing streams once everything queued on them has been sent. */
    void reset(int[] streamIds) {
        for (int id : streamIds) {
            if (id >= 0 && id < outboundStreams && !sender.queue().stream(id).isResetting) {
                want(id);
                unanswered.set(id);
            }
        }
    }

    private void want(int id) {
        sender.queue().stream(id).isResetting = true;
        wanted.set(id);
    }

    long deadlineNanos() {
        return timer.deadlineNanos();
    }

    /** Whether our request went unanswered for a timeout, which counts against the peer. */
    boolean onDeadline(long nowNanos) {
        if (!timer.isDue(nowNanos)) {
            return false;
        }
        timer.stop();
        isRequestDue = true;
        boolean isUnanswered = !isInProgress;
        isInProgress = false;
        if (isUnanswered) {
            timeout.backOff();
        }
        return isUnanswered;
    }

    /** Sends a request if one is due. */
    void flush(long nowNanos) {
        if (requested.length == 0 && !wanted.isEmpty()) {
            begin();
        }
        if (isRequestDue) {
            isRequestDue = false;
            writeRequest();
            timer.start(nowNanos, timeout.nanos());
        }
    }

    private void begin() {
        requested = wanted.stream()
                .filter(id -> !sender.queue().isBusy(id))
                .limit(MAX_STREAMS_PER_REQUEST)
                .toArray();
        if (requested.length > 0) {
            for (int id : requested) {
                wanted.clear(id);
            }
            requestLastTsn = (int) (sender.outstanding().nextTsn() - 1);
            isRequestDue = true;
        }
    }

    private void writeRequest() {
        int length = REQUEST_BYTES + 2 * requested.length;
        int at = out.chunk(ChunkType.RE_CONFIG, 0, length);
        byte[] buffer = out.buffer();
        Bytes.put16(buffer, at, ParameterType.OUTGOING_RESET_REQUEST);
        Bytes.put16(buffer, at + 2, length);
        Bytes.put32(buffer, at + 4, requestNumber);
        Bytes.put32(buffer, at + 8, expectedNumber - 1);
        Bytes.put32(buffer, at + 12, requestLastTsn);
        for (int i = 0; i < requested.length; i++) {
            Bytes.put16(buffer, at + REQUEST_BYTES + 2 * i, requested[i]);
        }
    }

    private void writeResponse(int number, int result) {
        int at = out.chunk(ChunkType.RE_CONFIG, 0, RESPONSE_BYTES);
        byte[] buffer = out.buffer();
        Bytes.put16(buffer, at, ParameterType.RECONFIG_RESPONSE);
        Bytes.put16(buffer, at + 2, RESPONSE_BYTES);
        Bytes.put32(buffer, at + 4, number);
        Bytes.put32(buffer, at + 8, result);
    }

    /** Takes a RE-CONFIG chunk: one or two parameters (RFC 6525 §3.1). */
    void onReconfig(PacketReader chunk) {
        byte[] data = chunk.data();
        int at = chunk.body();
        int end = at + chunk.bodyLength();
        for (int count = 0; count < 2 && end - at >= 4; count++) {
            int type = Bytes.getUnsigned16(data, at);
            int length = Bytes.getUnsigned16(data, at + 2);
            if (length < 4 || length > end - at || !takeParameter(type, data, at, length)) {
                drops.count(SctpDrop.BAD_STREAM_RESET);
                return;
            }
            at += Bytes.padded(length);
        }
    }

    private boolean takeParameter(int type, byte[] data, int at, int length) {
        return switch (type) {
            case ParameterType.OUTGOING_RESET_REQUEST ->
                length >= REQUEST_BYTES && length % 2 == 0 && onRequest(data, at, length);
            case ParameterType.RECONFIG_RESPONSE -> length >= RESPONSE_BYTES && onResponse(data, at);
            case ParameterType.INCOMING_RESET_REQUEST,
                    ParameterType.SSN_TSN_RESET_REQUEST,
                    ParameterType.ADD_OUTGOING_STREAMS,
                    ParameterType.ADD_INCOMING_STREAMS -> length >= 8 && deny(Bytes.get32(data, at + 4));
            default -> false;
        };
    }

    /** Data channels have no use for the other requests (RFC 8831 §6.2), so they are refused. */
    private boolean deny(int number) {
        if (number == expectedNumber && deferredUntilTsn < 0) {
            expectedNumber++;
            lastResult = DENIED;
        }
        writeResponse(number, number == expectedNumber - 1 ? lastResult : BAD_SEQUENCE_NUMBER);
        return true;
    }

    private boolean onRequest(byte[] data, int at, int length) {
        int number = Bytes.get32(data, at + 4);
        if (number == expectedNumber - 1) {
            // A repetition: the answer was lost, or was "in progress" and may be a better one by now.
            writeResponse(number, lastResult);
            return true;
        }
        if (number != expectedNumber || deferredUntilTsn >= 0) {
            writeResponse(number, BAD_SEQUENCE_NUMBER);
            return false;
        }
        int[] streamIds = new int[(length - REQUEST_BYTES) / 2];
        for (int i = 0; i < streamIds.length; i++) {
            streamIds[i] = Bytes.getUnsigned16(data, at + REQUEST_BYTES + 2 * i);
            if (streamIds[i] >= inboundStreams) {
                drops.count(SctpDrop.INVALID_STREAM);
                expectedNumber++;
                lastResult = DENIED;
                writeResponse(number, lastResult);
                return true;
            }
        }
        expectedNumber++;
        long lastTsn = Serial.unwrap(receiver.tracker().cumulative(), Bytes.get32(data, at + 12));
        if (lastTsn > receiver.tracker().cumulative()) {
            deferredUntilTsn = lastTsn;
            deferredStreams = streamIds;
            lastResult = IN_PROGRESS;
            writeResponse(number, lastResult);
        } else {
            perform(streamIds);
        }
        return true;
    }

    /** Data has arrived: a request that waited for it may be performed now. */
    void afterData() {
        if (deferredUntilTsn >= 0 && receiver.tracker().cumulative() >= deferredUntilTsn) {
            deferredUntilTsn = -1;
            int[] streamIds = deferredStreams;
            deferredStreams = new int[0];
            perform(streamIds);
        }
    }

    /** RFC 6525 §5.2.2, and RFC 8831 §6.7: a peer whose incoming stream was reset "also resets its corresponding outgoing stream". */
    private void perform(int[] named) {
        int[] streamIds = named.length > 0 ? named : allUsed();
        for (int id : streamIds) {
            receiver.reassembly().reset(id);
            if (unanswered.get(id)) {
                unanswered.clear(id);
            } else if (id < outboundStreams && !sender.queue().stream(id).isResetting) {
                want(id);
            }
        }
        lastResult = PERFORMED;
        writeResponse(expectedNumber - 1, PERFORMED);
        listener.onStreamsReset(streamIds);
    }

    /** RFC 6525 §4.1: no stream numbers mean all streams; those that were ever used in either direction matter. */
    private int[] allUsed() {
        var used = new BitSet();
        sender.queue().streamIds().forEach(used::set);
        receiver.reassembly().streamIds().forEach(used::set);
        return used.stream().toArray();
    }

    private boolean onResponse(byte[] data, int at) {
        int number = Bytes.get32(data, at + 4);
        int result = Bytes.get32(data, at + 8);
        if (requested.length == 0 || number != requestNumber) {
            // An answer to a request that was settled before.
            return true;
        }
        if (result == IN_PROGRESS) {
            isInProgress = true;
        } else {
            settle(result == PERFORMED || result == NOTHING_TO_DO);
        }
        return true;
    }

    private void settle(boolean isReset) {
        timer.stop();
        isRequestDue = false;
        isInProgress = false;
        requestNumber++;
        for (int id : requested) {
            OutboundStream stream = sender.queue().stream(id);
            stream.isResetting = false;
            if (isReset) {
                stream.nextSsn = 0;
            } else {
                unanswered.clear(id);
                drops.count(SctpDrop.BAD_STREAM_RESET);
            }
        }
        requested = new int[0];
    }
}
