package org.vsekai.rtc.lab.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Channels that both ends agree on, beside a lossy and a reliable one. */
    private static final int MOST_FURTHER_CHANNELS = 4;

    private static final int MOST_CHANNELS_FROM_PEER = 6;
    private static final int SCTP_PORT = 5_000;
    private static final int FIRST_CLIENT_PORT = 20_000;
    private static final long MOST_ARITHMETIC_NANOS = 8_000_000L;

    final Tally<Fault> faults = new Tally<>(Fault.class);
    final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    final VirtualEnd client;
    final VirtualEnd server;
    final VirtualNetwork network;

    /** The channels that both ends agree on: a lossy one, a reliable one, and some of any kind. */
    final List<ChannelOptions> channels = new ArrayList<>();

    private final SplitMix64 random;

    VirtualPair(SplitMix64 random, Weather weather) {
        this.random = random;
        channels.add(ChannelOptions.lossy(Workload.LOSSY));
        channels.add(ChannelOptions.reliable(Workload.RELIABLE));
        for (int further = random.nextInt(MOST_FURTHER_CHANNELS + 1); further > 0; further--) {
            channels.add(ChannelDice.roll(random, channels.size()));
        }
        PeerContext clientContext = context(Identities.context(Identities.CLIENT, random.nextLong()));
        PeerContext serverContext = context(Identities.context(Identities.SERVER, random.nextLong()));
        Map<String, ChannelLife> lives = new HashMap<>();
        client = end("client", clientContext, lives);
        server = end("server", serverContext, lives);
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
        server.use(Peer.server(serverContext, serverIce, offer, server, 0), network);
        client.use(Peer.client(clientContext, clientIce, answer, client, 0), network);
    }

    private VirtualEnd end(String name, PeerContext context, Map<String, ChannelLife> lives) {
        return new VirtualEnd(
                name, channels, context.maxChannelsFromPeer(), lives, () -> random.between(0, MOST_ARITHMETIC_NANOS));
    }

    /** With or without each extension, and in-band channels. */
    private PeerContext context(DtlsContext dtls) {
        return PeerContext.of(dtls, random::nextLong, channels, drops)
                .withExtensions(random.chance(0.8), random.chance(0.7))
                .withChannelsFromPeer(random.chance(0.8) ? 1 + random.nextInt(MOST_CHANNELS_FROM_PEER) : 0);
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
