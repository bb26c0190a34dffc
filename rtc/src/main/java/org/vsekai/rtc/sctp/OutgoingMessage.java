package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way out. It belongs to {@link SendQueue} until its last fragment is sent, and to {@link OutstandingData} from its first
 * fragment on until the last one is acknowledged; then it is a spare record of {@link SctpScratch}.
 */
final class OutgoingMessage {
    private static final byte[] NOTHING = {};

    int streamId;
    int payloadProtocolId;
    byte[] payload = NOTHING;
    boolean isUnordered;
    /** Transmissions after the first one, or {@link Delivery#UNLIMITED} (RFC 7496 §3.1). */
    int maxRetransmits;
    /** When it is not worth sending any more, or {@link Timer#NEVER} (RFC 3758 §4.1). */
    long expiresNanos;

    /** Place in its stream. Given when the first fragment is sent, so that what is dropped before leaves no hole in the numbers. */
    int number;
    /** Where the next fragment starts, and its number. */
    int sentBytes;

    int sentFragments;
    /** The numbers of its first and latest fragment, once it has any. */
    long firstTsn;

    long lastTsn;
    boolean isAbandoned;
    /** The one behind it in its queue, or among the spare ones. */
    @Nullable
    OutgoingMessage next;

    /** A record taken from the spare ones becomes a message. */
    OutgoingMessage begin(int stream, int ppid, byte[] bytes, Delivery delivery, long nowNanos) {
        streamId = stream;
        payloadProtocolId = ppid;
        payload = bytes;
        isUnordered = delivery.unordered();
        maxRetransmits = delivery.maxRetransmits();
        expiresNanos = delivery.hasLifetime() ? nowNanos + delivery.lifetimeNanos() : Timer.NEVER;
        return this;
    }

    void clear() {
        payload = NOTHING;
        number = 0;
        sentBytes = 0;
        sentFragments = 0;
        isAbandoned = false;
        next = null;
    }

    /** Whether it is dropped rather than kept waiting. */
    boolean isLossy() {
        return maxRetransmits >= 0;
    }

    boolean hasLifetime() {
        return expiresNanos != Timer.NEVER;
    }

    boolean isExpired(long nowNanos) {
        return hasLifetime() && nowNanos >= expiresNanos;
    }

    boolean isBegun() {
        return sentFragments > 0;
    }

    int unsentBytes() {
        return payload.length - sentBytes;
    }
}
