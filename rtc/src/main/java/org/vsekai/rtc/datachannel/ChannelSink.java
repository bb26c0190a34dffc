package org.vsekai.rtc.datachannel;

/** Takes the messages of data channels. Called only from within {@link DataChannels#receive}. */
@FunctionalInterface
public interface ChannelSink {
    /** A whole message; the array is the sink's. A text is in UTF-8, not validated. */
    void onMessage(int channelId, byte[] message, boolean isText);
}
