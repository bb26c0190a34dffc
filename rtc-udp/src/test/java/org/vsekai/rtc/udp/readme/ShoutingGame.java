package org.vsekai.rtc.udp.readme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** Everybody hears what anybody says. */
final class ShoutingGame implements PeerListener {
    private static final int RELIABLE = 1;

    private final Set<PeerConnection> players = ConcurrentHashMap.newKeySet();
    final RtcPort port;

    ShoutingGame(InetSocketAddress udp) throws BindException {
        port = RtcPort.bind(RtcPortOptions.at(udp), SelfSignedIdentity.generate());
    }

    /** What your HTTP server does: a POST brings the client's offer, and takes the answer back. */
    String join(String offer) throws BadOfferException, TooManyPeersException {
        return port.accept(offer, this);
    }

    @Override
    public void onConnected(PeerConnection player) {
        players.add(player);
        player.send(RELIABLE, "welcome".getBytes(UTF_8));
    }

    @Override
    public void onMessage(PeerConnection player, int channelId, byte[] message) {
        players.forEach(each -> each.send(channelId, message));
    }

    @Override
    public void onClosed(PeerConnection player, CloseReason reason) {
        players.remove(player);
    }
}
