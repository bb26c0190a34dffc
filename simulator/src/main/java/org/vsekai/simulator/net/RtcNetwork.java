package org.vsekai.simulator.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.lab.network.Identities;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SdpWriter;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;

/**
 * A network of datagrams between two of the transport's own state machines for each connection: {@link PeerLink}. Offers and
 * answers are SDP. All randomness, that of the handshakes too, is the seed's.
 */
public final class RtcNetwork implements Network {
    private static final List<ChannelOptions> CHANNELS =
            List.of(ChannelOptions.lossy(Protocol.LOSSY_CHANNEL), ChannelOptions.reliable(Protocol.RELIABLE_CHANNEL));
    private static final String MID = "0";

    static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_000);
    static final InetSocketAddress PLAYER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 20_000);

    private final VirtualTime time;
    private final SplitMix64 random;
    private final Verdict verdict;
    private final HandshakeThreads threads = new HandshakeThreads();
    private final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    private final PeerContext players;
    private final Map<String, Accepted> accepted = new HashMap<>();
    private final Set<PeerEnd> ends = new LinkedHashSet<>();

    /** The server's end of a connection whose other end has yet to come. */
    private record Accepted(RtcPort port, PeerEnd end) {}

    public RtcNetwork(VirtualTime time, SplitMix64 random, Verdict verdict) {
        this.time = time;
        this.random = random;
        this.verdict = verdict;
        players = context(Identities.CLIENT);
    }

    private PeerContext context(DtlsIdentity identity) {
        return PeerContext.of(
                Identities.context(identity, random.nextLong(), threads), random::nextLong, CHANNELS, drops);
    }

    @Override
    public Port open(Life life, UnaryOperator<PeerConnection> hands) {
        return new RtcPort(life, hands);
    }

    @Override
    public Call call(LinkListener player) {
        IceCredentials own = IceCredentials.random(random::nextLong);
        String offer = SdpWriter.offer(describe(MID, own, Identities.CLIENT, Setup.ACTPASS), random.nextLong());
        return new Call() {
            @Override
            public String offer() {
                return offer;
            }

            @Override
            public Link answered(String answer, long playerId, Way way) {
                return link(own, answer, player, playerId, way);
            }
        };
    }

    private PeerLink link(IceCredentials own, String answer, LinkListener player, long playerId, Way way) {
        Accepted there = accepted.remove(answer);
        if (there == null) {
            throw new IllegalStateException("nobody was told this: " + answer);
        }
        if (!(SdpParser.parseAnswer(answer) instanceof SdpParsed.Ok(SessionDescription server))) {
            throw new IllegalStateException("a server's answer can be read: " + answer);
        }
        PeerLink link = new PeerLink(time, way, there.port.life, there.end, player, playerId, verdict, listener -> {
            PeerEnd end = new PeerEnd(
                    time,
                    time::after,
                    new SplitMix64(random.nextLong()),
                    verdict,
                    listener,
                    UnaryOperator.identity(),
                    sink -> Peer.client(players, own, server, sink, time.nowNanos()));
            ends.add(end);
            return end;
        });
        there.port.links.removeIf(each -> !each.isAlive());
        there.port.links.add(link);
        return link;
    }

    private static SessionDescription describe(String mid, IceCredentials own, DtlsIdentity identity, Setup setup) {
        boolean isServer = setup == Setup.PASSIVE;
        return new SessionDescription(
                mid,
                own,
                identity.fingerprint(),
                setup,
                SessionDescription.SCTP_PORT,
                isServer ? Peer.MAX_MESSAGE_TO_SERVER_BYTES : Peer.MAX_MESSAGE_BYTES,
                isServer ? List.of(SERVER) : List.of());
    }

    @Override
    public long elsewhereNanos() {
        return threads.spentNanos();
    }

    @Override
    public void close() {
        ends.forEach(PeerEnd::abandon);
        threads.close();
    }

    private final class RtcPort implements Port {
        private final Life life;
        private final UnaryOperator<PeerConnection> hands;
        private final PeerContext context = context(Identities.SERVER);
        private final List<PeerEnd> own = new ArrayList<>();
        private final List<PeerLink> links = new ArrayList<>();

        RtcPort(Life life, UnaryOperator<PeerConnection> hands) {
            this.life = life;
            this.hands = hands;
        }

        @Override
        public String accept(String offer, PeerListener session) throws PeerAcceptor.BadOfferException {
            SessionDescription player = switch (SdpParser.parseOffer(offer)) {
                case SdpParsed.Ok ok -> ok.description();
                case SdpParsed.Refused refused -> throw new PeerAcceptor.BadOfferException(refused.reason());
            };
            IceCredentials credentials = IceCredentials.random(random::nextLong);
            PeerEnd end = new PeerEnd(
                    time,
                    (nanos, action) -> time.after(nanos, life, action),
                    new SplitMix64(random.nextLong()),
                    verdict,
                    session,
                    hands,
                    sink -> Peer.server(context, credentials, player, sink, time.nowNanos()));
            ends.add(end);
            own.add(end);
            String answer = SdpWriter.answer(
                    describe(player.mid(), credentials, Identities.SERVER, Setup.PASSIVE), random.nextLong());
            accepted.put(answer, new Accepted(this, end));
            return answer;
        }

        @Override
        public void die() {
            own.forEach(PeerEnd::abandon);
            links.forEach(PeerLink::serverDied);
        }
    }
}
