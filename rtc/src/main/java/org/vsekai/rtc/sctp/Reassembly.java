package org.vsekai.rtc.sctp;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * Joins fragments to messages by their transmission sequence numbers, and puts ordered messages in order by stream.
 *
 * <p>Invariants: {@link #heldBytes} is the sum of the payloads held; no run of fragments could be joined with its neighbour;
 * a whole message is held only while an older one of its stream is missing. A fragment costs O(log runs). The owner bounds
 * what comes in by {@link #heldBytes} and {@link #heldFragments}.
 */
@HotPath
final class Reassembly {
    private final int maxMessageBytes;
    private final MessageSink sink;
    private final Tally<SctpDrop> drops;
    /** Runs of fragments that are not a whole message yet, by their first number. */
    private final NavigableMap<Long, FragmentRun> runs = new TreeMap<>();

    private final Map<Integer, InboundStream> streams = new HashMap<>();
    private int heldBytes;
    private int heldFragments;

    Reassembly(int maxMessageBytes, MessageSink sink, Tally<SctpDrop> drops) {
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
        this.drops = drops;
    }

    int heldBytes() {
        return heldBytes;
    }

    int heldFragments() {
        return heldFragments;
    }

    /** Takes a chunk with a number that is new. Whether its message is still within the limit. */
    boolean add(DataView chunk, long tsn) {
        var run = new FragmentRun(chunk, tsn);
        hold(run);
        if (!run.isWhole()) {
            run = join(run);
        }
        if (run.byteCount > maxMessageBytes) {
            return false;
        }
        if (run.isWhole()) {
            runs.remove(run.firstTsn);
            complete(run);
        }
        return true;
    }

    private void hold(FragmentRun run) {
        heldBytes += run.byteCount;
        heldFragments += run.fragmentCount();
    }

    private void release(FragmentRun run) {
        heldBytes -= run.byteCount;
        heldFragments -= run.fragmentCount();
        Check.that(heldBytes >= 0, "what is released was held", heldBytes);
    }

    private FragmentRun join(FragmentRun added) {
        FragmentRun run = added;
        var before = runs.lowerEntry(added.firstTsn);
        if (before != null && before.getValue().isContinuedBy(added)) {
            run = before.getValue();
            run.append(added);
        } else {
            runs.put(added.firstTsn, added);
        }
        FragmentRun after = runs.get(run.lastTsn + 1);
        if (after != null && run.isContinuedBy(after)) {
            runs.remove(after.firstTsn);
            run.append(after);
        }
        return run;
    }

    private void complete(FragmentRun message) {
        if (message.isUnordered) {
            deliver(message);
            return;
        }
        InboundStream stream = streams.computeIfAbsent(message.streamId, id -> new InboundStream());
        int order = stream.order(message.ssn);
        if (order == 0) {
            stream.advance();
            deliver(message);
            deliverInOrder(stream);
        } else if (order < 0 || !stream.keep(message)) {
            release(message);
            drops.count(SctpDrop.STALE_SSN);
        }
    }

    private void deliverInOrder(InboundStream stream) {
        for (FragmentRun next = stream.takeNext(); next != null; next = stream.takeNext()) {
            stream.advance();
            deliver(next);
        }
    }

    private void deliver(FragmentRun message) {
        release(message);
        sink.onMessage(message.streamId, message.payloadProtocolId, message.payload());
    }

    /**
     * Forgets fragments that will never be a message, now that the cumulative number has moved: a run below it is alive only
     * if it starts with a first fragment and its next one would be the next number.
     */
    void dropOrphans(long cumulativeTsn) {
        while (!runs.isEmpty()) {
            FragmentRun first = runs.firstEntry().getValue();
            if (first.firstTsn > cumulativeTsn || (first.hasBegin() && first.lastTsn == cumulativeTsn)) {
                return;
            }
            runs.remove(first.firstTsn);
            release(first);
            drops.add(SctpDrop.ORPHAN_FRAGMENT, first.fragmentCount());
        }
    }

    /** The peer gave up everything up to a number: fragments of messages that it cut are forgotten (RFC 3758 §3.6). */
    void forward(long newCumulativeTsn) {
        while (!runs.isEmpty()) {
            FragmentRun first = runs.firstEntry().getValue();
            if (first.firstTsn > newCumulativeTsn) {
                return;
            }
            runs.remove(first.firstTsn);
            release(first);
        }
    }

    /** The peer gave up ordered messages of a stream up to this one: what is here is delivered, in order. */
    void skip(int streamId, int ssn) {
        InboundStream stream = streams.computeIfAbsent(streamId, id -> new InboundStream());
        stream.skipTo(ssn + 1 & 0xFFFF).forEach(this::deliver);
        deliverInOrder(stream);
    }

    /** The peer's numbers on this stream start again from zero. */
    void reset(int streamId) {
        InboundStream stream = streams.remove(streamId);
        if (stream != null) {
            stream.early().values().forEach(this::release);
        }
    }

    /** Streams on which ordered messages came since they were last reset. */
    Set<Integer> streamIds() {
        return streams.keySet();
    }
}
