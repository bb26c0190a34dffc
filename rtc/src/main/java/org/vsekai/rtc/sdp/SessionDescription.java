package org.vsekai.rtc.sdp;

import java.net.InetSocketAddress;
import java.util.List;
import org.vsekai.rtc.dtls.Fingerprint;
import org.vsekai.rtc.ice.IceCredentials;

/**
 * What one side says of itself in an offer or answer.
 *
 * @param mid the identification tag of the data-channel section (RFC 5888)
 * @param maxMessageSize the largest message that side takes, bytes; 0 if it sets no limit (RFC 8841 §6)
 * @param candidates UDP host addresses, in the order given; empty in an offer
 */
public record SessionDescription(
        String mid,
        IceCredentials ice,
        Fingerprint fingerprint,
        Setup setup,
        int sctpPort,
        long maxMessageSize,
        List<InetSocketAddress> candidates) {
    /** RFC 8831 §6.1 names no port; this is the one everybody uses. */
    public static final int SCTP_PORT = 5000;

    public SessionDescription {
        candidates = List.copyOf(candidates);
    }
}
