package org.vsekai.rtc.sctp;

import java.util.BitSet;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * Joins fragments to messages, and puts ordered messages in order by stream. How it tells which fragments belong together is up to {@link
 * MessageFraming}.
 *
 * <p>Invariants: {@link #heldBytes} is the sum of the payloads held; a whole message is held only while an older one of its stream is missing.
 * A message of one fragment whose turn it is passes through without being held. The owner bounds what comes in by {@link #heldBytes} and {@link
 * #heldFragments}.
 */
@HotPath
abstract sealed class Reassembly permits PlainReassembly, InterleavedReassembly {
    final int maxMessageBytes;
    final int streamCount;
    final Tally<SctpDrop> drops;

    private final MessageSink sink;
    private int heldBytes;
    private int heldFragments;

    Reassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops) {
        this.maxMessageBytes = maxMessageBytes;
        this.streamCount = streamCount;
        this.sink = sink;
        this.drops = drops;
    }

    /** Takes a chunk of an existing stream with a number that is new. Whether its message is still within the limit. */
    abstract boolean add(DataView chunk, long tsn);

    /** Forgets fragments that will never be a message, now that the cumulative number has moved. */
    abstract void dropOrphans(long cumulativeTsn);

    /**
     * The peer gave up what it has not sent up to a number: fragments of messages that it cut are forgotten, and those of their streams that
     * waited behind them are delivered (RFC 3758 §3.6).
     *
     * @param bytes the chunk that says so; its entries for streams are between {@code at} and {@code end}
     */
    abstract void forward(byte[] bytes, int at, int end, long newCumulativeTsn);

    /** The length of such an entry. */
    abstract int forwardEntryBytes();

    /** The peer's numbers on this stream start again from zero. */
    abstract void reset(int streamId);

    /** Adds the streams on which messages came since they were last reset. */
    abstract void collectStreamIds(BitSet ids);

    final int heldBytes() {
        return heldBytes;
    }

    final int heldFragments() {
        return heldFragments;
    }

    final void hold(FragmentRun run) {
        heldBytes += run.byteCount;
        heldFragments += run.fragmentCount();
    }

    final void release(FragmentRun run) {
        heldBytes -= run.byteCount;
        heldFragments -= run.fragmentCount();
        Check.that(heldBytes >= 0, "what is released was held", heldBytes);
    }

    /** A message that was never held. */
    final void pass(DataView chunk) {
        sink.onMessage(chunk.streamId(), chunk.payloadProtocolId(), chunk.copyPayload());
    }

    final void deliver(FragmentRun message) {
        release(message);
        sink.onMessage(message.streamId, message.payloadProtocolId, message.payload());
    }
}
