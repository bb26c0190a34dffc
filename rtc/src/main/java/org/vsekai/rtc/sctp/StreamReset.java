package org.vsekai.rtc.sctp;

import java.util.BitSet;

/**
 * Resetting streams, both ways (RFC 6525 §4.1, §4.2 and §4.4, used as RFC 8831 §6.7 says: a channel is closed when both sides have reset their
 * outgoing stream).
 *
 * <pre>
 * |     Parameter Type = 13       | Parameter Length = 16 + 2 * N |
 * |           Re-configuration Request Sequence Number            |
 * |           Re-configuration Response Sequence Number           |
 * |                Sender's Last Assigned TSN                     |
 * |  Stream Number 1 (optional)   |    Stream Number 2 (optional) |
 * </pre>
 *
 * <pre>
 * |     Parameter Type = 14       |  Parameter Length = 8 + 2 * N |
 * |           Re-configuration Request Sequence Number            |
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
    /** Of a request that names a stream which doesn't exist. */
    static final int WRONG_STREAM = 3;

    static final int BAD_SEQUENCE_NUMBER = 5;
    static final int IN_PROGRESS = 6;

    /** Streams of one request, so that it fits a packet of any path. */
    private static final int MAX_STREAMS_PER_REQUEST = 200;

    private static final int REQUEST_BYTES = 16;
    private static final int INCOMING_REQUEST_BYTES = 8;
    private static final int RESPONSE_BYTES = 12;

    private final Context context;
    private final PacketWriter out;
    private final RetransmissionTimeout timeout;
    private final DataSender sender;
    private final DataReceiver receiver;
    private final int outboundStreams;
    private final int inboundStreams;
    private final Timer timer = new Timer();

    /** Streams that we are to reset and have not asked for yet. */
    private final BitSet wanted = new BitSet();
    /** Streams that are to be reset once more when the present reset is settled. */
    private final BitSet wantedAgain = new BitSet();
    /** Streams that we reset first, and that the peer has yet to reset in answer. */
    private final BitSet unanswered = new BitSet();
    /** The request under way; empty if there is none. */
    private int[] requested = {};

    private int requestNumber;
    private int requestLastTsn;
    /** RFC 6525 §4.1: the peer's request that ours answers, or otherwise its last one. */
    private int requestAnswers;

    private boolean isRequestDue;
    /** The peer has our request and asks for patience. */
    private boolean isInProgress;

    private int expectedNumber;
    /** Streams that the peer asked us to reset with its last request, and that are not reset yet. */
    private final BitSet asked = new BitSet();

    private int lastResult = NOTHING_TO_DO;
    /** The peer's request that waits for data to arrive; its last number, or -1. */
    private long deferredUntilTsn = -1;

    private int[] deferredStreams = {};

    StreamReset(
            Context context,
            RetransmissionTimeout timeout,
            StateCookie parameters,
            DataSender sender,
            DataReceiver receiver) {
        this.context = context;
        out = context.out;
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
            if (id >= 0 && id < outboundStreams) {
                wantNowOrAgain(id);
                unanswered.set(id);
            }
        }
    }

    /** A stream may have been used again before we hear that the peer performed our last reset of it. */
    private void wantNowOrAgain(int id) {
        if (sender.queue().stream(id).isResetting()) {
            wantedAgain.set(id);
        } else {
            want(id);
        }
    }

    private void want(int id) {
        sender.queue().stream(id).beginReset();
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

    /** Whether no stream is being reset or waits for that. */
    boolean isAtRest() {
        return requested.length == 0 && wanted.isEmpty();
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
                .filter(id -> sender.queue().stream(id).isReadyForReset())
                .limit(MAX_STREAMS_PER_REQUEST)
                .toArray();
        if (requested.length > 0) {
            for (int id : requested) {
                wanted.clear(id);
            }
            requestLastTsn = (int) (sender.outstanding().nextTsn() - 1);
            requestAnswers = expectedNumber - 1;
            isRequestDue = true;
            sender.outstanding().markReset();
        }
    }

    private void writeRequest() {
        int length = REQUEST_BYTES + 2 * requested.length;
        int at = out.chunk(ChunkType.RE_CONFIG, 0, length);
        byte[] buffer = out.buffer();
        Bytes.put16(buffer, at, ParameterType.OUTGOING_RESET_REQUEST);
        Bytes.put16(buffer, at + 2, length);
        Bytes.put32(buffer, at + 4, requestNumber);
        Bytes.put32(buffer, at + 8, requestAnswers);
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
                context.drops.count(SctpDrop.BAD_STREAM_RESET);
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
            case ParameterType.INCOMING_RESET_REQUEST ->
                length >= INCOMING_REQUEST_BYTES && length % 2 == 0 && onIncomingRequest(data, at, length);
            case ParameterType.SSN_TSN_RESET_REQUEST,
                    ParameterType.ADD_OUTGOING_STREAMS,
                    ParameterType.ADD_INCOMING_STREAMS -> length >= 8 && deny(Bytes.get32(data, at + 4));
            default -> false;
        };
    }

    /** Data channels have no use for the other requests (RFC 8831 §6.2), so they are refused. */
    private boolean deny(int number) {
        if (isNew(number)) {
            settleWith(DENIED);
        } else {
            answerAgain(number);
        }
        return true;
    }

    private boolean isNew(int number) {
        return number == expectedNumber && deferredUntilTsn < 0;
    }

    /** The peer's request is processed; what came of it is told now, and again whenever it is repeated. */
    private void settleWith(int result) {
        lastResult = result;
        asked.clear();
        expectedNumber++;
        writeResponse(expectedNumber - 1, result);
    }

    /** A repetition: the answer was lost, or was "in progress" and may be a better one by now. Whether it is one. */
    private boolean answerAgain(int number) {
        boolean isRepeated = number == expectedNumber - 1;
        writeResponse(number, isRepeated ? lastResult : BAD_SEQUENCE_NUMBER);
        return isRepeated;
    }

    /**
     * RFC 6525 §5.2.3: the peer wants our outgoing streams reset. Our own request is the answer proper, and carries the number of the peer's; until
     * it can be sent, ours is "in progress".
     */
    private boolean onIncomingRequest(byte[] data, int at, int length) {
        int number = Bytes.get32(data, at + 4);
        if (!isNew(number)) {
            return answerAgain(number);
        }
        int[] streamIds = streamIds(data, at + INCOMING_REQUEST_BYTES, at + length);
        for (int id : streamIds) {
            if (id >= outboundStreams) {
                context.drops.count(SctpDrop.INVALID_STREAM);
                settleWith(WRONG_STREAM);
                return true;
            }
        }
        int[] named = streamIds.length > 0 ? streamIds : allUsed();
        settleWith(named.length == 0 ? NOTHING_TO_DO : IN_PROGRESS);
        for (int id : named) {
            asked.set(id);
        }
        reset(named);
        return true;
    }

    private static int[] streamIds(byte[] data, int from, int end) {
        int[] streamIds = new int[(end - from) / 2];
        for (int i = 0; i < streamIds.length; i++) {
            streamIds[i] = Bytes.getUnsigned16(data, from + 2 * i);
        }
        return streamIds;
    }

    private boolean onRequest(byte[] data, int at, int length) {
        int number = Bytes.get32(data, at + 4);
        if (!isNew(number)) {
            return answerAgain(number);
        }
        int[] streamIds = streamIds(data, at + REQUEST_BYTES, at + length);
        for (int id : streamIds) {
            if (id >= inboundStreams) {
                context.drops.count(SctpDrop.INVALID_STREAM);
                settleWith(WRONG_STREAM);
                return true;
            }
        }
        long lastTsn = Serial.unwrap(receiver.tracker().cumulative(), Bytes.get32(data, at + 12));
        if (lastTsn > receiver.tracker().cumulative()) {
            deferredUntilTsn = lastTsn;
            deferredStreams = streamIds;
            settleWith(IN_PROGRESS);
        } else {
            settleWith(PERFORMED);
            perform(streamIds);
        }
        return true;
    }

    /** Data has arrived: a request that waited for it may be performed now. */
    void afterData() {
        if (deferredUntilTsn >= 0 && !context.isEnded() && receiver.tracker().cumulative() >= deferredUntilTsn) {
            deferredUntilTsn = -1;
            int[] streamIds = deferredStreams;
            deferredStreams = new int[0];
            lastResult = PERFORMED;
            writeResponse(expectedNumber - 1, PERFORMED);
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
            } else if (id < outboundStreams) {
                wantNowOrAgain(id);
            }
        }
        context.listener.onStreamsReset(streamIds);
    }

    /** RFC 6525 §4.1: no stream numbers mean all streams; those that were ever used in either direction matter. */
    private int[] allUsed() {
        var used = new BitSet();
        sender.queue().collectStreamIds(used);
        receiver.reassembly().collectStreamIds(used);
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
        int[] settled = requested;
        requested = new int[0];
        for (int id : settled) {
            OutboundStream stream = sender.queue().stream(id);
            stream.endReset(isReset);
            asked.clear(id);
            if (wantedAgain.get(id)) {
                wantedAgain.clear(id);
                want(id);
            }
            sender.queue().activate(stream);
            if (!isReset) {
                unanswered.clear(id);
                context.drops.count(SctpDrop.BAD_STREAM_RESET);
            }
        }
        if (lastResult == IN_PROGRESS && deferredUntilTsn < 0 && asked.isEmpty()) {
            lastResult = isReset ? PERFORMED : DENIED;
        }
        context.listener.onOutgoingStreamsReset(settled, isReset);
    }
}
