package org.vsekai.rtc.datachannel;

/** Is told of data channels and their messages. Called only from within the methods of {@link DataChannels}. */
public interface ChannelSink {
    /** A whole message; the array is the sink's. A text is in UTF-8, not validated. */
    void onMessage(int channelId, byte[] message, boolean isText);

    /** An in-band channel is open: the peer opened it, or acknowledged that we did. */
    default void onOpen(ChannelOptions channel) {}

    /** An in-band channel is closed in both directions, or was refused: its id is free again. */
    default void onClosed(int channelId) {}
}
