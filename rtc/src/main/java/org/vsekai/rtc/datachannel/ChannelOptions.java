package org.vsekai.rtc.datachannel;

import org.vsekai.core.Check;
import org.vsekai.rtc.sctp.Association;

/**
 * A channel as both sides agreed on it: {@code {negotiated: true, id, ordered, maxRetransmits}} in a browser.
 *
 * @param id the channel's id, which is its stream in both directions
 * @param maxRetransmits transmissions after the first one, or {@link Association#RELIABLE}
 */
public record ChannelOptions(int id, boolean ordered, int maxRetransmits) {
    /** RFC 8831 §6.6: 65,535 is not usable. */
    private static final int MAX_ID = 65_534;

    public ChannelOptions {
        Check.that(id >= 0 && id <= MAX_ID, "a channel id is a stream", id);
        Check.that(maxRetransmits >= Association.RELIABLE, "retransmits are counted, or without limit", maxRetransmits);
    }

    /** Ordered, and retransmitted until it arrives. */
    public static ChannelOptions reliable(int id) {
        return new ChannelOptions(id, true, Association.RELIABLE);
    }

    /** Unordered, and sent once. */
    public static ChannelOptions lossy(int id) {
        return new ChannelOptions(id, false, 0);
    }

    public boolean isReliable() {
        return maxRetransmits < 0;
    }
}
