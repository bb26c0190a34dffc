package org.vsekai.rtc.datachannel;

import org.vsekai.rtc.sctp.Delivery;

/** The state of one channel. */
final class Channel {
    enum State {
        /** We sent OPEN and have heard nothing. */
        OPENING,
        OPEN,
        /** Either side has begun to reset its stream. */
        CLOSING
    }

    /** Who said that there is such a channel. */
    enum Origin {
        AGREED,
        OURS,
        PEERS,
        /** Nobody with a right to: it exists until its stream is reset both ways. */
        REFUSED
    }

    final ChannelOptions options;
    final Origin origin;
    State state;
    /** Whether the peer's stream, and ours, has been reset since the channel began to close. */
    boolean isIncomingReset;

    boolean isOutgoingReset;
    /** Whether an OPEN was acknowledged since the channel was last closed; only of agreed ones. */
    boolean isAcknowledged;
    /** A reset of our stream that belongs to the channel before this one on the same id, or to its life before, and is not settled yet. */
    boolean isFormerResetPending;

    Channel(ChannelOptions options, Origin origin, State state) {
        this.options = options;
        this.origin = origin;
        this.state = state;
    }

    /**
     * RFC 8832 §6: "before the DATA_CHANNEL_ACK message or any other message has been received on a Data Channel, all other messages containing user
     * data and belonging to this Data Channel MUST be sent ordered".
     */
    Delivery delivery() {
        return state == State.OPENING ? options.delivery().withOrder() : options.delivery();
    }

    boolean isInBand() {
        return origin == Origin.OURS || origin == Origin.PEERS;
    }
}
