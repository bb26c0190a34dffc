package org.vsekai.rtc.sdp;

import java.net.InetSocketAddress;
import java.util.List;
import org.vsekai.core.Check;

/** Writes offers and answers; every line is ours, none is copied from the peer but the mid, which was checked. */
public final class SdpWriter {
    /** RFC 8445 §5.1.2.1: type preference 126 (host), highest local preference, component 1. */
    private static final long HOST_PRIORITY = 126L << 24 | 65_535L << 8 | 255;

    private SdpWriter() {}

    /** The answer of an ICE-lite server that listens at the description's candidates, of which there must be one. */
    public static String answer(SessionDescription own, long sessionId) {
        Check.that(!own.candidates().isEmpty(), "a server says where it listens");
        var sdp = new StringBuilder(1024);
        session(sdp, own, sessionId);
        line(sdp, "a=ice-lite");
        InetSocketAddress first = own.candidates().getFirst();
        section(sdp, own, first.getPort(), connection(first));
        List<InetSocketAddress> candidates = own.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            line(sdp, candidate(candidates.get(i), i));
        }
        line(sdp, "a=end-of-candidates");
        return sdp.toString();
    }

    /** An offer without candidates: the server learns our address from our checks. */
    public static String offer(SessionDescription own, long sessionId) {
        var sdp = new StringBuilder(1024);
        session(sdp, own, sessionId);
        section(sdp, own, 9, "IN IP4 0.0.0.0");
        return sdp.toString();
    }

    private static void session(StringBuilder sdp, SessionDescription own, long sessionId) {
        line(sdp, "v=0");
        line(sdp, "o=- " + (sessionId & Long.MAX_VALUE) + " 2 IN IP4 127.0.0.1");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        line(sdp, "a=group:BUNDLE " + own.mid());
        line(sdp, "a=msid-semantic: WMS");
    }

    private static void section(StringBuilder sdp, SessionDescription own, int port, String connection) {
        line(sdp, "m=application " + port + " UDP/DTLS/SCTP webrtc-datachannel");
        line(sdp, "c=" + connection);
        line(sdp, "a=mid:" + own.mid());
        line(sdp, "a=ice-ufrag:" + own.ice().ufrag());
        line(sdp, "a=ice-pwd:" + own.ice().password());
        line(sdp, "a=fingerprint:sha-256 " + own.fingerprint().colonHex());
        line(sdp, "a=setup:" + own.setup().text());
        line(sdp, "a=sctp-port:" + own.sctpPort());
        line(sdp, "a=max-message-size:" + own.maxMessageSize());
    }

    private static String connection(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        return "IN " + (ip.length == 4 ? "IP4 " : "IP6 ") + address.getAddress().getHostAddress();
    }

    /** Earlier addresses are preferred over later ones. */
    private static String candidate(InetSocketAddress address, int index) {
        long priority = HOST_PRIORITY - ((long) index << 8);
        return "a=candidate:" + (index + 1) + " 1 UDP " + priority + " "
                + address.getAddress().getHostAddress() + " " + address.getPort() + " typ host";
    }

    private static void line(StringBuilder sdp, String line) {
        sdp.append(line).append("\r\n");
    }
}
