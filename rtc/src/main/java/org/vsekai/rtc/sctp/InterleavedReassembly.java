package org.vsekai.rtc.sctp;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * Messages out of I-DATA. RFC 8260 §2.2.3: "first use the SID to identify the stream, consider the U bit to determine if it is part of an
 * ordered or unordered message, find the user message identified by the MID and finally use the FSN for reassembly of the message and not the
 * TSN".
 */
@HotPath
final class InterleavedReassembly extends Reassembly {
    private final StreamTable<InterleavedInboundStream> ordered = new StreamTable<>();
    private final StreamTable<InterleavedInboundStream> unordered = new StreamTable<>();

    InterleavedReassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops) {
        super(maxMessageBytes, streamCount, sink, drops);
    }

    @Override
    boolean add(DataView chunk, long tsn) {
        if (chunk.payloadBytes() > maxMessageBytes) {
            return false;
        }
        InterleavedInboundStream stream = stream(chunk.streamId(), chunk.isUnordered());
        long id = stream.unwrap(chunk.number());
        if (chunk.isUnordered()) {
            stream.advanceTo(id + 1);
            if (chunk.isWhole()) {
                pass(chunk);
                return true;
            }
        } else if (stream.isBefore(id)) {
            drops.count(SctpDrop.STALE_SSN);
            return true;
        } else if (chunk.isWhole() && stream.isNext(id) && stream.get(id) == null) {
            stream.advanceTo(id + 1);
            pass(chunk);
            deliverInOrder(stream);
            return true;
        }
        return addFragment(stream, id, chunk);
    }

    private InterleavedInboundStream stream(int id, boolean isUnordered) {
        StreamTable<InterleavedInboundStream> streams = isUnordered ? unordered : ordered;
        InterleavedInboundStream stream = streams.get(id);
        if (stream == null) {
            stream = new InterleavedInboundStream();
            streams.put(id, stream);
        }
        return stream;
    }

    private boolean addFragment(InterleavedInboundStream stream, long id, DataView chunk) {
        int fragment = chunk.fragment();
        if (fragment < 0 || fragment >= maxMessageBytes) {
            // No fragment is empty, so a message with this one is too large.
            return false;
        }
        PartialMessage message = stream.getOrBegin(id);
        if (message.has(fragment)) {
            drops.count(SctpDrop.ORPHAN_FRAGMENT);
            return true;
        }
        var run = new FragmentRun(chunk, fragment);
        hold(run);
        message.add(run);
        if (message.byteCount() > maxMessageBytes) {
            return false;
        }
        if (message.isWhole() && chunk.isUnordered()) {
            stream.remove(id);
            deliver(message);
        } else {
            deliverInOrder(stream);
        }
        return true;
    }

    /** In the unordered half nothing is ever next. */
    private void deliverInOrder(InterleavedInboundStream stream) {
        for (PartialMessage next = stream.takeNext(); next != null; next = stream.takeNext()) {
            stream.advance();
            deliver(next);
        }
    }

    /** The first run is the message; what lies beyond its end belongs to nothing. */
    private void deliver(PartialMessage message) {
        FragmentRun whole = message.runs().poll();
        if (whole != null) {
            deliver(whole);
        }
        forget(message, true);
    }

    private void forget(PartialMessage message, boolean isCounted) {
        FragmentRuns runs = message.runs();
        for (FragmentRun run = runs.poll(); run != null; run = runs.poll()) {
            release(run);
            drops.add(SctpDrop.ORPHAN_FRAGMENT, isCounted ? run.fragmentCount() : 0);
        }
    }

    /** Nothing: the numbers of the chunks say nothing of the messages. A sender names what it gives up. */
    @Override
    void dropOrphans(long cumulativeTsn) {}

    @Override
    int forwardEntryBytes() {
        return InterleavedFraming.FORWARD_ENTRY_BYTES;
    }

    @Override
    void forward(byte[] bytes, int at, int end, long newCumulativeTsn) {
        for (int entry = at; entry < end; entry += InterleavedFraming.FORWARD_ENTRY_BYTES) {
            int streamId = Bytes.getUnsigned16(bytes, entry);
            boolean isUnordered = (Bytes.getUnsigned16(bytes, entry + 2) & InterleavedFraming.FLAG_UNORDERED) != 0;
            if (streamId < streamCount) {
                skip(stream(streamId, isUnordered), Bytes.get32(bytes, entry + 4), !isUnordered);
            } else {
                drops.count(SctpDrop.INVALID_STREAM);
            }
        }
    }

    /** The peer gave up messages of a stream up to this one. Of the ordered ones, those that are here whole are delivered. */
    private void skip(InterleavedInboundStream stream, int messageId, boolean isOrdered) {
        long id = stream.unwrap(messageId);
        for (PartialMessage message = stream.takeUpTo(id); message != null; message = stream.takeUpTo(id)) {
            if (message.isWhole()) {
                deliver(message);
            } else {
                forget(message, false);
            }
        }
        stream.advanceTo(id + 1);
        if (isOrdered) {
            deliverInOrder(stream);
        }
    }

    /** RFC 8260 §2.3.2: "the two counters (one for the ordered messages, one for the unordered messages) used for the MIDs MUST be reset to 0". */
    @Override
    void reset(int streamId) {
        forget(ordered.remove(streamId));
        forget(unordered.remove(streamId));
    }

    private void forget(@Nullable InterleavedInboundStream stream) {
        if (stream == null) {
            return;
        }
        for (PartialMessage message = stream.takeUpTo(Long.MAX_VALUE);
                message != null;
                message = stream.takeUpTo(Long.MAX_VALUE)) {
            forget(message, true);
        }
    }

    @Override
    void collectStreamIds(BitSet ids) {
        ordered.collectIds(ids);
        unordered.collectIds(ids);
    }
}
