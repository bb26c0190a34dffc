package org.vsekai.rtc.sctp;

/** Takes whole messages as they become deliverable. */
@FunctionalInterface
interface MessageSink {
    void onMessage(int streamId, int payloadProtocolId, byte[] payload);
}
