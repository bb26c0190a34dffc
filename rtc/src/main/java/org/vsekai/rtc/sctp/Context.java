package org.vsekai.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;

/** What the parts of one association share: its state and tags, the way out, and the way to end it. */
final class Context {
    private static final int MAX_CAUSE_TEXT_BYTES = 128;

    final AssociationOptions options;
    final AssociationListener listener;
    final LongSupplier random;
    final SctpScratch scratch;
    final PacketWriter out;
    final Tally<SctpDrop> drops = new Tally<>(SctpDrop.class);

    AssociationState state = AssociationState.CLOSED;
    /** The tag that the peer's packets must carry; 0 while there is none. */
    int localTag;
    /** Timeouts in a row without a sign of life (RFC 9260 §8.1). */
    int errorCount;

    @Nullable
    TransmissionControlBlock tcb;

    Context(AssociationOptions options, AssociationListener listener, LongSupplier random, SctpScratch scratch) {
        this.options = options;
        this.listener = listener;
        this.random = random;
        this.scratch = scratch;
        out = new PacketWriter(options, scratch, listener);
    }

    boolean isEnded() {
        return state == AssociationState.ENDED;
    }

    /** A tag that is not 0 (RFC 9260 §5.3.1). */
    int freshTag() {
        int tag = 0;
        while (tag == 0) {
            tag = (int) random.getAsLong();
        }
        return tag;
    }

    void establish(TransmissionControlBlock block) {
        tcb = block;
        state = AssociationState.ESTABLISHED;
        errorCount = 0;
    }

    /** Packets from now on are for the peer of this block. */
    void use(TransmissionControlBlock block) {
        out.use(block.peerTag, block.extensions.has(Extensions.ZERO_CHECKSUM));
    }

    /** Nothing is delivered after the end, even if the listener ends it amid several messages. */
    void deliver(int streamId, int payloadProtocolId, byte[] payload) {
        if (!isEnded()) {
            listener.onMessage(streamId, payloadProtocolId, payload);
        }
    }

    /** Ends because the peer broke the protocol: sends ABORT with a cause whose value is a text. */
    void abort(int causeCode, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        abortWith(cause(causeCode, Arrays.copyOf(utf8, Math.min(utf8.length, MAX_CAUSE_TEXT_BYTES))), text);
    }

    /** As above, with a cause whose value is a number. */
    void abort(int causeCode, int value) {
        byte[] bytes = new byte[4];
        Bytes.put32(bytes, 0, value);
        abortWith(cause(causeCode, bytes), "cause " + causeCode);
    }

    private void abortWith(byte[] cause, String detail) {
        if (isEnded()) {
            return;
        }
        if (tcb != null) {
            sendAbort(tcb.peerTag, 0, cause);
        }
        end(AssociationEnd.ABORTED_BY_US, detail);
    }

    /** Sends an ABORT without ending anything; what waits to be sent is forgotten. */
    void sendAbort(int tag, int flags, byte[] cause) {
        out.discard();
        out.useTag(tag);
        out.chunk(ChunkType.ABORT, flags, cause);
        out.emit();
    }

    static byte[] cause(int code, byte[] value) {
        byte[] cause = new byte[4 + Bytes.padded(value.length)];
        Bytes.put16(cause, 0, code);
        Bytes.put16(cause, 2, 4 + value.length);
        System.arraycopy(value, 0, cause, 4, value.length);
        return cause;
    }

    void end(AssociationEnd end, String detail) {
        if (isEnded()) {
            return;
        }
        state = AssociationState.ENDED;
        out.discard();
        tcb = null;
        listener.onClosed(end, detail);
    }
}
