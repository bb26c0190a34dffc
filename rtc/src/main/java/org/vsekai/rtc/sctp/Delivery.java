package org.vsekai.rtc.sctp;

import org.vsekai.core.Check;

/**
 * How the messages of a channel are to be delivered (RFC 8831 §6.4).
 *
 * <ul>
 *   <li>Without limits, a message waits for its turn, and is retransmitted until it arrives.
 *   <li>With a limit of retransmissions, it leaves at once or is dropped: it never waits, and what arrives is recent.
 *   <li>With a lifetime, it waits and is retransmitted until the lifetime is over.
 * </ul>
 *
 * @param unordered whether a message may be delivered before older ones
 * @param maxRetransmits transmissions after the first one (RFC 7496 §3.1), or {@link #UNLIMITED}
 * @param lifetimeNanos from handing over to giving up (RFC 3758 §4.1), or {@link #UNLIMITED}
 */
public record Delivery(boolean unordered, int maxRetransmits, long lifetimeNanos) {
    public static final int UNLIMITED = -1;
    /** Ordered, and until it arrives. */
    public static final Delivery RELIABLE = new Delivery(false, UNLIMITED, UNLIMITED);

    private static final Delivery RELIABLE_UNORDERED = new Delivery(true, UNLIMITED, UNLIMITED);

    public Delivery {
        Check.that(maxRetransmits >= UNLIMITED, "retransmits are counted, or without limit", maxRetransmits);
        Check.that(lifetimeNanos >= UNLIMITED, "a lifetime is a duration, or without limit", lifetimeNanos);
        Check.that(maxRetransmits < 0 || lifetimeNanos < 0, "one limit at the most", maxRetransmits);
    }

    public static Delivery limited(boolean unordered, int maxRetransmits) {
        return new Delivery(unordered, maxRetransmits, UNLIMITED);
    }

    public static Delivery timed(boolean unordered, long lifetimeNanos) {
        return new Delivery(unordered, UNLIMITED, lifetimeNanos);
    }

    Delivery withoutLimits() {
        return unordered ? RELIABLE_UNORDERED : RELIABLE;
    }

    public Delivery withOrder() {
        return new Delivery(false, maxRetransmits, lifetimeNanos);
    }

    public boolean isReliable() {
        return maxRetransmits < 0 && lifetimeNanos < 0;
    }

    /** Whether a message is dropped rather than kept waiting. */
    public boolean isLossy() {
        return maxRetransmits >= 0;
    }

    boolean hasLifetime() {
        return lifetimeNanos >= 0;
    }
}
