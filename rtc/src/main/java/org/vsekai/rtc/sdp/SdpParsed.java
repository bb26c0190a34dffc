package org.vsekai.rtc.sdp;

/** What a text that claims to be SDP turned out to be. */
public sealed interface SdpParsed {
    record Ok(SessionDescription description) implements SdpParsed {}

    /** @param reason one sentence for a person; holds no text of the peer's */
    record Refused(String reason) implements SdpParsed {}
}
