package org.vsekai.rtc.sdp;

import java.util.Locale;

/** Who opens the DTLS handshake (RFC 4145 §4, RFC 8842). */
public enum Setup {
    ACTIVE,
    PASSIVE,
    ACTPASS;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
