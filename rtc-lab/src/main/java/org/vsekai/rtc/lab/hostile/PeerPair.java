package org.vsekai.rtc.lab.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.lab.network.Identities;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.peer.PeerSink;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/** A client and a server that have exchanged offer and answer. Datagrams wait until they are handed over. Virtual time. */
final class PeerPair {
    static final int LOSSY = 0;
    static final int RELIABLE = 1;
    static final InetSocketAddress SERVER_ADDRESS = address(9_000);
    static final InetSocketAddress CLIENT_ADDRESS = address(20_000);
    /** Datagrams of a whole join: a check and its answer, DTLS, and SCTP's handshake. */
    static final int STEPS_OF_A_JOIN = 14;

    private static final List<ChannelOptions> CHANNELS =
            List.of(ChannelOptions.lossy(LOSSY), ChannelOptions.reliable(RELIABLE));
    private static final long STEP_NANOS = 1_000_000L;
    private static final int REMEMBERED = 64;
    private static final int MOST_STEPS = 1_000;

    final IceCredentials serverIce;
    final IceCredentials clientIce;
    final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    final End client;
    final End server;
    /** What the two said lately. */
    final List<byte[]> remembered = new ArrayList<>();

    long now = 1;
    private final Cost cost;
    private int forgotten;

    /** @param cost counts what the ends do */
    PeerPair(SplitMix64 random, Cost cost) {
        this.cost = cost;
        serverIce = IceCredentials.random(random::nextLong);
        clientIce = IceCredentials.random(random::nextLong);
        client = new End(CLIENT_ADDRESS);
        server = new End(SERVER_ADDRESS);
        var offer = new SessionDescription(
                "0", clientIce, Identities.CLIENT.fingerprint(), Setup.ACTPASS, 5_000, 262_144, List.of());
        var answer = new SessionDescription(
                "0", serverIce, Identities.SERVER.fingerprint(), Setup.PASSIVE, 5_000, 65_536, List.of(SERVER_ADDRESS));
        server.peer = Peer.server(context(random, Identities.SERVER), serverIce, offer, server, now);
        client.peer = Peer.client(context(random, Identities.CLIENT), clientIce, answer, client, now);
    }

    private PeerContext context(SplitMix64 random, DtlsIdentity identity) {
        DtlsContext dtls = Identities.context(identity, random.nextLong());
        return PeerContext.of(dtls, random::nextLong, CHANNELS, drops);
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    boolean areConnected() {
        return client.peer().isConnected() && server.peer().isConnected();
    }

    /** Lets time pass, and hands over one datagram if one waits. Whether it did. */
    boolean step() {
        now += STEP_NANOS;
        tick(client);
        tick(server);
        return handOver(client, server) || handOver(server, client);
    }

    private void tick(End end) {
        if (end.peer().deadlineNanos() <= now) {
            end.peer().onDeadline(now);
        }
        end.peer().flush(now);
    }

    private boolean handOver(End from, End to) {
        Datagram datagram = from.out.poll();
        if (datagram == null) {
            return false;
        }
        remember(datagram.bytes);
        if (datagram.to.equals(to.address)) {
            to.receive(from.address, datagram.bytes);
        }
        return true;
    }

    private void remember(byte[] datagram) {
        if (remembered.size() < REMEMBERED) {
            remembered.add(datagram);
        } else {
            remembered.set(forgotten++ % REMEMBERED, datagram);
        }
    }

    /** Steps so many times. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    /** Steps until both are silent. */
    void settle() {
        int silent = 0;
        for (int i = 0; i < MOST_STEPS && silent < 25; i++) {
            silent = step() ? 0 : silent + 1;
        }
    }

    /** On its way. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Datagram(InetSocketAddress to, byte[] bytes) {}

    final class End implements PeerSink {
        private final InetSocketAddress address;
        private final Deque<Datagram> out = new ArrayDeque<>();
        /** Where anything was sent. */
        final Set<InetSocketAddress> sentTo = new HashSet<>();

        final Set<InetSocketAddress> validated = new HashSet<>();
        /** As above, but for what the datagram under way has brought. */
        private final Set<InetSocketAddress> proven = new HashSet<>();

        private final Map<InetSocketAddress, Long> bytesFrom = new HashMap<>();
        /** To addresses that were not proven to be the peer's when it was sent. */
        private final Map<InetSocketAddress, Long> unprovenBytes = new HashMap<>();

        final List<byte[]> messages = new ArrayList<>();

        @Nullable
        CloseReason closed;

        String closedDetail = "";
        private @Nullable Peer peer;

        private End(InetSocketAddress address) {
            this.address = address;
        }

        Peer peer() {
            return Objects.requireNonNull(peer);
        }

        /** Leaves the datagram as it is. */
        void receive(InetSocketAddress from, byte[] datagram) {
            bytesFrom.merge(from, (long) datagram.length, Long::sum);
            peer().receive(from, datagram.clone(), 0, datagram.length, now);
            peer().flush(now);
            proven.addAll(validated);
        }

        /** Bytes sent for each byte received, to an address before it was proven to be the peer's. */
        double amplification(InetSocketAddress of) {
            return unprovenBytes.getOrDefault(of, 0L) / (double) Math.max(1, bytesFrom.getOrDefault(of, 0L));
        }

        @Override
        public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            cost.count();
            if (closed != null) {
                throw new AssertionError("sends after its end");
            }
            sentTo.add(to);
            if (!proven.contains(to)) {
                unprovenBytes.merge(to, (long) length, Long::sum);
            }
            out.add(new Datagram(to, Arrays.copyOfRange(buffer, offset, offset + length)));
        }

        @Override
        public void onTask(Runnable task) {
            cost.count();
            task.run();
            peer().onTaskDone(now);
        }

        @Override
        public void onAddressValidated(InetSocketAddress peersAddress) {
            cost.count();
            validated.add(peersAddress);
        }

        @Override
        public void onAddressForgotten(InetSocketAddress peersAddress) {
            cost.count();
        }

        @Override
        public void onConnected() {
            cost.count();
        }

        @Override
        public void onMessage(int channelId, byte[] message) {
            cost.count();
            messages.add(message);
        }

        @Override
        public void onChannelOpen(ChannelOptions channel) {
            cost.count();
        }

        @Override
        public void onChannelClosed(int channelId) {
            cost.count();
        }

        @Override
        public void onBufferedLow(int channelId) {
            cost.count();
        }

        @Override
        public void onClosed(CloseReason reason, String detail) {
            cost.count();
            closed = reason;
            closedDetail = detail;
        }
    }
}
