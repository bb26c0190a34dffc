package org.vsekai.rtc.sctp;

import java.util.BitSet;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * Messages out of DATA: the fragments of one have consecutive transmission sequence numbers.
 *
 * <p>Invariant: no run of fragments could be joined with its neighbour.
 */
@HotPath
final class PlainReassembly extends Reassembly {
    /** Runs of fragments that are not a whole message yet. */
    private final FragmentRuns runs = new FragmentRuns();

    private final StreamTable<PlainInboundStream> streams = new StreamTable<>();

    PlainReassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops) {
        super(maxMessageBytes, streamCount, sink, drops);
    }

    @Override
    boolean add(DataView chunk, long tsn) {
        if (chunk.payloadBytes() > maxMessageBytes) {
            return false;
        }
        if (chunk.isWhole()) {
            addWhole(chunk, tsn);
            return true;
        }
        var added = new FragmentRun(chunk, tsn);
        hold(added);
        FragmentRun run = runs.add(added);
        if (run.byteCount > maxMessageBytes) {
            return false;
        }
        if (run.isWhole()) {
            runs.remove(run);
            complete(run);
        }
        return true;
    }

    private void addWhole(DataView chunk, long tsn) {
        if (chunk.isUnordered()) {
            pass(chunk);
            return;
        }
        PlainInboundStream stream = stream(chunk.streamId());
        if (stream.order(chunk.number()) == 0) {
            stream.advance();
            pass(chunk);
            deliverInOrder(stream);
        } else {
            var message = new FragmentRun(chunk, tsn);
            hold(message);
            complete(message);
        }
    }

    private PlainInboundStream stream(int id) {
        PlainInboundStream stream = streams.get(id);
        if (stream == null) {
            stream = new PlainInboundStream();
            streams.put(id, stream);
        }
        return stream;
    }

    private void complete(FragmentRun message) {
        if (message.isUnordered) {
            deliver(message);
            return;
        }
        PlainInboundStream stream = stream(message.streamId);
        int order = stream.order(message.number);
        if (order == 0) {
            stream.advance();
            deliver(message);
            deliverInOrder(stream);
        } else if (order < 0 || !stream.keep(message)) {
            release(message);
            drops.count(SctpDrop.STALE_SSN);
        }
    }

    private void deliverInOrder(PlainInboundStream stream) {
        for (FragmentRun next = stream.takeNext(); next != null; next = stream.takeNext()) {
            stream.advance();
            deliver(next);
        }
    }

    /** A run below the cumulative number is alive only if it starts with a first fragment and its next one would be the next number. */
    @Override
    void dropOrphans(long cumulativeTsn) {
        for (FragmentRun first = runs.first(); first != null; first = runs.first()) {
            if (first.first > cumulativeTsn || (first.hasBegin() && first.last == cumulativeTsn)) {
                return;
            }
            runs.remove(first);
            release(first);
            drops.add(SctpDrop.ORPHAN_FRAGMENT, first.fragmentCount());
        }
    }

    @Override
    int forwardEntryBytes() {
        return PlainFraming.FORWARD_ENTRY_BYTES;
    }

    @Override
    void forward(byte[] bytes, int at, int end, long newCumulativeTsn) {
        for (FragmentRun first = runs.first(); first != null && first.first <= newCumulativeTsn; first = runs.first()) {
            runs.remove(first);
            release(first);
        }
        for (int entry = at; entry < end; entry += PlainFraming.FORWARD_ENTRY_BYTES) {
            int streamId = Bytes.getUnsigned16(bytes, entry);
            if (streamId < streamCount) {
                skip(streamId, Bytes.getUnsigned16(bytes, entry + 2));
            } else {
                drops.count(SctpDrop.INVALID_STREAM);
            }
        }
    }

    /** The peer gave up ordered messages of a stream up to this one: what is here is delivered, in order. */
    void skip(int streamId, int ssn) {
        PlainInboundStream stream = stream(streamId);
        stream.skipTo(ssn + 1 & 0xFFFF).forEach(this::deliver);
        deliverInOrder(stream);
    }

    @Override
    void reset(int streamId) {
        PlainInboundStream stream = streams.remove(streamId);
        if (stream != null) {
            stream.early().values().forEach(this::release);
        }
    }

    @Override
    void collectStreamIds(BitSet ids) {
        streams.collectIds(ids);
    }
}
