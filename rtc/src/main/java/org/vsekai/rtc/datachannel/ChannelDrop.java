package org.vsekai.rtc.datachannel;

/** Why a message of a data channel was refused. */
public enum ChannelDrop {
    /** On a stream that no channel uses. */
    UNKNOWN_CHANNEL,
    /** Of a payload protocol that is no message of a data channel. */
    UNKNOWN_PROTOCOL,
    /** A DCEP message that is malformed, or has no meaning here. */
    BAD_DCEP,
    /** An in-band OPEN for an agreed channel on other terms, for one channel too many, or on a stream that is in use or not the peer's to choose. */
    UNWANTED_OPEN,
    /** Sent on a channel that is closing or closed. */
    CHANNEL_CLOSED,
    /** A channel of ours that could not be opened: its id is taken or not ours to choose, or the association can't take the message. */
    NOT_OPENED
}
