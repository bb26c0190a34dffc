package org.vsekai.rtc.ice;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One side of one ICE session with a single component. Confined to the peer's event loop; all times are of one monotonic
 * clock, in nanoseconds.
 */
public sealed interface IceAgent permits IceLite, IceClient {
    /** RFC 7675 §5.1: "consent expires after 30 seconds". */
    long CONSENT_NANOS = 30_000_000_000L;

    /** {@link #deadlineNanos} when nothing is due. */
    long NEVER = Long.MAX_VALUE;

    /** A datagram whose first byte says STUN. */
    void receive(InetSocketAddress from, byte[] buffer, int offset, int length, long now);

    /** Does what is due; may be called at any time. */
    void onDeadline(long now);

    long deadlineNanos();

    boolean isValidated(InetSocketAddress address);

    /** Where to send; null until an address is validated. */
    @Nullable
    InetSocketAddress selected();

    /** Whether an address was selected and the peer has not agreed to be sent to for {@link #CONSENT_NANOS}. */
    boolean isConsentExpired(long now);
}
