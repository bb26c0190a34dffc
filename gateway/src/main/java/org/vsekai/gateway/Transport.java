package org.vsekai.gateway;

/** How a peer's two lanes come to the server. */
public enum Transport {
    WEBRTC,
    /** Where UDP does not get through. */
    WEBSOCKET
}
