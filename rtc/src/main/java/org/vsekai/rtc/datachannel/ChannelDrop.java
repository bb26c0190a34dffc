package org.vsekai.rtc.datachannel;

/** Why a message of a data channel was refused. */
public enum ChannelDrop {
    /** On a stream that no channel uses. */
    UNKNOWN_CHANNEL,
    /** Of a payload protocol that is no message of a data channel. */
    UNKNOWN_PROTOCOL,
    /** A DCEP message that is malformed, or has no meaning here. */
    BAD_DCEP,
    /** An in-band OPEN for a channel that was not agreed on, or on other terms. */
    UNWANTED_OPEN,
    /** Sent on a channel that the peer closed. */
    CHANNEL_CLOSED
}
