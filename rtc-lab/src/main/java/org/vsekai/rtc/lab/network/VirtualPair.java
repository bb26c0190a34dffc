package org.vsekai.rtc.lab.network;

import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/** A client and a server that have exchanged offer and answer, and the network between them. */
final class VirtualPair {
    private static final List<ChannelOptions> CHANNELS =
            List.of(ChannelOptions.lossy(Arrivals.LOSSY), ChannelOptions.reliable(Arrivals.RELIABLE));
    private static final int SCTP_PORT = 5_000;
    private static final int FIRST_CLIENT_PORT = 20_000;
    private static final long MOST_ARITHMETIC_NANOS = 8_000_000L;

    final Tally<Fault> faults = new Tally<>(Fault.class);
    final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    final VirtualEnd client;
    final VirtualEnd server;
    final VirtualNetwork network;

    private final SplitMix64 random;

    VirtualPair(SplitMix64 random, Weather weather) {
        this.random = random;
        client = new VirtualEnd("client", () -> random.between(0, MOST_ARITHMETIC_NANOS));
        server = new VirtualEnd("server", () -> random.between(0, MOST_ARITHMETIC_NANOS));
        network = new VirtualNetwork(random, weather, faults, VirtualEnd.address(FIRST_CLIENT_PORT), client, server);
        var clientIce = IceCredentials.random(random::nextLong);
        var serverIce = IceCredentials.random(random::nextLong);
        var offer = new SessionDescription(
                "0",
                clientIce,
                Identities.CLIENT.fingerprint(),
                Setup.ACTPASS,
                SCTP_PORT,
                Peer.MAX_MESSAGE_BYTES,
                List.of());
        var answer = new SessionDescription(
                "0",
                serverIce,
                Identities.SERVER.fingerprint(),
                Setup.PASSIVE,
                SCTP_PORT,
                Peer.MAX_MESSAGE_TO_SERVER_BYTES,
                List.of(VirtualNetwork.SERVER_ADDRESS));
        server.use(Peer.server(context(Identities.SERVER_DTLS), serverIce, offer, server, 0), network);
        client.use(Peer.client(context(Identities.CLIENT_DTLS), clientIce, answer, client, 0), network);
    }

    private PeerContext context(DtlsContext dtls) {
        return PeerContext.of(dtls, random::nextLong, CHANNELS, drops);
    }

    boolean areConnected() {
        return client.isConnected() && server.isConnected();
    }

    boolean areClosed() {
        return client.isClosed() && server.isClosed();
    }

    boolean isAnyClosed() {
        return client.isClosed() || server.isClosed();
    }

    void moveClient() {
        network.moveClient(VirtualEnd.address(FIRST_CLIENT_PORT + 1 + random.nextInt(10_000)));
    }

    String describe() {
        return client.describe() + "; " + server.describe() + ";" + VirtualEnd.describe(drops);
    }
}
