package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * The receiving half of an association: takes the chunks that carry messages or give them up, hands whole messages to the listener, and acknowledges
 * (RFC 9260 §6.2, RFC 3758 §3.6).
 *
 * <p>Invariant: the bytes held never exceed the announced window by more than one message, nor the fragments {@link
 * #MAX_FRAGMENTS} by more than one.
 */
@HotPath
final class DataReceiver {
    /** Fragments held; a peer that cuts its messages smaller than 64 bytes is up to no good. */
    static final int MAX_FRAGMENTS = 8_192;

    /** What became of a chunk. */
    enum Outcome {
        TAKEN,
        /** Not taken; counted. */
        DROPPED,
        /** On a stream that does not exist; acknowledged, and to be answered with an ERROR chunk. */
        INVALID_STREAM,
        NO_USER_DATA,
        /** More than the limits allow even for the next number: the association can't go on. */
        OVER_LIMIT,
        MALFORMED
    }

    private final AssociationOptions options;
    private final Tally<SctpDrop> drops;
    private final DataTracker tracker;
    private final Reassembly reassembly;
    private final int inboundStreams;
    private final DataView data;

    DataReceiver(Context context, MessageFraming framing, StateCookie parameters) {
        options = context.options;
        drops = context.drops;
        data = context.scratch.data;
        tracker = new DataTracker(Serial.first(parameters.peerTsn()), options.ackDelayNanos());
        inboundStreams = parameters.inboundStreams();
        reassembly =
                framing.reassembly(options.maxReceiveMessageBytes(), inboundStreams, context::deliver, context.drops);
    }

    DataTracker tracker() {
        return tracker;
    }

    Reassembly reassembly() {
        return reassembly;
    }

    /** The stream of the chunk that {@link #onData} was called with last; only until the next packet. */
    int lastStreamId() {
        return data.streamId();
    }

    /** The number of that chunk, as on the wire. */
    int lastWireTsn() {
        return data.tsn();
    }

    Outcome onData(PacketReader chunk) {
        if (!data.wrap(chunk)) {
            return Outcome.MALFORMED;
        }
        if (data.payloadBytes() == 0) {
            return Outcome.NO_USER_DATA;
        }
        if (data.isImmediate()) {
            tracker.acknowledgeNow();
        }
        long tsn = Serial.unwrap(tracker.cumulative(), data.tsn());
        if (!tracker.isWithinWindow(tsn)) {
            tracker.acknowledgeNow();
            return drop(SctpDrop.TSN_OUT_OF_WINDOW);
        }
        if (tracker.hasArrived(tsn)) {
            tracker.repeated(tsn);
            return drop(SctpDrop.DUPLICATE_TSN);
        }
        if (isOverWindow() && tsn != tracker.cumulative() + 1) {
            // RFC 9260 §6.2: with no room, what would fill the first gap is still taken, the rest is not.
            tracker.acknowledgeNow();
            return drop(SctpDrop.RECEIVE_WINDOW_FULL);
        }
        if (isOverLimit()) {
            return Outcome.OVER_LIMIT;
        }
        return take(tsn);
    }

    private Outcome drop(SctpDrop reason) {
        drops.count(reason);
        return Outcome.DROPPED;
    }

    private boolean isOverWindow() {
        return reassembly.heldBytes() + data.payloadBytes() > options.receiveWindowBytes()
                || reassembly.heldFragments() >= MAX_FRAGMENTS / 2;
    }

    private boolean isOverLimit() {
        long limit = (long) options.receiveWindowBytes() + options.maxReceiveMessageBytes();
        return reassembly.heldBytes() + data.payloadBytes() > limit || reassembly.heldFragments() >= MAX_FRAGMENTS;
    }

    private Outcome take(long tsn) {
        tracker.arrived(tsn);
        boolean isStreamValid = data.streamId() < inboundStreams;
        if (isStreamValid && !reassembly.add(data, tsn)) {
            return Outcome.OVER_LIMIT;
        }
        reassembly.dropOrphans(tracker.cumulative());
        return isStreamValid ? Outcome.TAKEN : Outcome.INVALID_STREAM;
    }

    /** Takes a FORWARD TSN or I-FORWARD-TSN chunk. Whether it was well formed. */
    boolean onForwardTsn(PacketReader chunk) {
        int entriesAt = chunk.body() + PlainFraming.FORWARD_FIXED_BYTES;
        int end = chunk.body() + chunk.bodyLength();
        if (end < entriesAt || (end - entriesAt) % reassembly.forwardEntryBytes() != 0) {
            return false;
        }
        long tsn = Serial.unwrap(tracker.cumulative(), Bytes.get32(chunk.data(), chunk.body()));
        if (!tracker.forward(tsn)) {
            // RFC 3758 §3.6: an old one is answered with a SACK, since ours may have been lost.
            return true;
        }
        reassembly.forward(chunk.data(), entriesAt, end, tsn);
        reassembly.dropOrphans(tracker.cumulative());
        return true;
    }

    void writeSack(PacketWriter out) {
        tracker.writeSack(out, Math.max(0, options.receiveWindowBytes() - reassembly.heldBytes()));
    }
}
