package org.vsekai.rtc.lab.hostile;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.lab.network.Identities;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.peer.PeerSink;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * What a server keeps of a peer that has joined and has not proven itself, whatever is sent to it: the live heap after less the live heap before, over many of
 * them, each with everything that belongs to it.
 */
public final class UnprovenPeers {
    /** Whoever may send what he likes can make us keep so much for it. */
    public static final long MOST_BYTES = 64 * 1024;

    /** Enough for what else is on the heap not to matter. */
    private static final int PEERS = 2_000;

    private static final int STRANGERS_DATAGRAMS = 300;
    private static final int FIRST_STRANGER = 40_000;
    private static final int LARGEST_DATAGRAM = 1_200;
    /** Beyond every limit. */
    private static final int FILLING_DATAGRAMS = 200;

    private static final int COLLECTIONS = 3;

    private UnprovenPeers() {}

    /** Joined, and beset by strangers: STUN of all kinds, DTLS, noise. */
    public static long bytesAmongStrangers() {
        return measure(peer -> {
            var random = new SplitMix64(1);
            for (int i = 0; i < STRANGERS_DATAGRAMS; i++) {
                peer.receive(
                        PeerPair.address(FIRST_STRANGER + i),
                        switch (i % 3) {
                            case 0 ->
                                StunBytes.any(peer.username(), random.nextBytes(StunBytes.TRANSACTION_BYTES), random);
                            case 1 -> DtlsBytes.datagram(random);
                            default -> random.nextBytes(1 + random.nextInt(LARGEST_DATAGRAM));
                        });
            }
        });
    }

    /** Its checks are right, and then it fills the handshake, up to the limit, with what is never used: the worst of several ways. */
    public static long bytesAmidTheHandshake() {
        long worst = 0;
        for (Filling filling : Filling.values()) {
            int most = filling.most();
            worst = Math.max(worst, measure(peer -> filling.fill(peer, most)));
        }
        return worst;
    }

    private static long measure(Consumer<Unproven> life) {
        PeerContext context = context();
        life.accept(new Unproven(context));
        List<Unproven> kept = new ArrayList<>(PEERS);
        long before = liveHeapBytes();
        for (int i = 0; i < PEERS; i++) {
            var peer = new Unproven(context);
            life.accept(peer);
            kept.add(peer);
        }
        long bytes = (liveHeapBytes() - before) / PEERS;
        if (kept.stream().anyMatch(peer -> peer.peer.isClosed())) {
            throw new AssertionError("what was to be measured is gone");
        }
        return bytes;
    }

    private static PeerContext context() {
        return PeerContext.of(
                Identities.context(Identities.SERVER, 1),
                new SplitMix64(1)::nextLong,
                List.of(ChannelOptions.lossy(0), ChannelOptions.reliable(1)),
                new Tally<>(PacketDrop.class));
    }

    private static long liveHeapBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Ways to have things kept: each datagram holds as much of one kind as it can. */
    private enum Filling {
        ONE_BYTE_OF_A_CERTIFICATE(11, 0, 1),
        ALL_OF_A_DATAGRAM(11, 0, 1_100),
        A_HUNDRED_BYTES(16, 0, 100),
        SEALED_RECORDS(11, 1, 1),
        LARGE_SEALED_RECORDS(11, 1, 1_100);

        private static final int MESSAGE_BYTES = 0x7000;

        private final int messageType;
        private final int epoch;
        private final int fragmentBytes;

        Filling(int messageType, int epoch, int fragmentBytes) {
            this.messageType = messageType;
            this.epoch = epoch;
            this.fragmentBytes = fragmentBytes;
        }

        /** Datagrams that a peer takes of this before it is closed. */
        int most() {
            var peer = new Unproven(context());
            fill(peer, FILLING_DATAGRAMS);
            return peer.taken - 1;
        }

        void fill(Unproven peer, int datagrams) {
            byte[] check = StunBytes.check(peer.username(), new byte[StunBytes.TRANSACTION_BYTES]);
            peer.receive(PeerPair.CLIENT_ADDRESS, StunBytes.signed(check, peer.serverIce));
            for (int i = 0; i < datagrams && !peer.peer.isClosed(); i++) {
                peer.taken++;
                peer.receive(PeerPair.CLIENT_ADDRESS, datagram(i));
            }
        }

        private byte[] datagram(int index) {
            var out = new Octets();
            int pieces = Math.max(1, LARGEST_DATAGRAM / (fragmentBytes + 2 * DtlsBytes.RECORD_HEADER_BYTES));
            for (int i = 0; i < pieces; i++) {
                int number = index * pieces + i;
                out.u8(DtlsBytes.HANDSHAKE)
                        .u16(0xFEFD)
                        .u16(epoch)
                        .u48(number)
                        .u16(DtlsBytes.HANDSHAKE_HEADER_BYTES + fragmentBytes)
                        .u8(messageType)
                        .u24(MESSAGE_BYTES)
                        .u16(1)
                        .u24(2 * number * fragmentBytes % (MESSAGE_BYTES - fragmentBytes))
                        .u24(fragmentBytes)
                        .put(new byte[fragmentBytes]);
            }
            return out.toBytes();
        }
    }

    private static final class Unproven implements PeerSink {
        private final IceCredentials serverIce = StunStage.SERVER;
        private final Peer peer;
        private int taken;

        Unproven(PeerContext context) {
            var offer = new SessionDescription(
                    "0", StunStage.CLIENT, Identities.CLIENT.fingerprint(), Setup.ACTPASS, 5_000, 262_144, List.of());
            peer = Peer.server(context, serverIce, offer, this, 0);
        }

        String username() {
            return StunStage.SERVER.ufrag() + ":" + StunStage.CLIENT.ufrag();
        }

        void receive(InetSocketAddress from, byte[] datagram) {
            peer.receive(from, datagram, 0, datagram.length, 0);
        }

        @Override
        public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {}

        /** Its result is not waited for. */
        @Override
        public void onTask(Runnable task) {}

        @Override
        public void onAddressValidated(InetSocketAddress address) {}

        @Override
        public void onAddressForgotten(InetSocketAddress address) {}

        @Override
        public void onConnected() {}

        @Override
        public void onMessage(int channelId, byte[] message) {}

        @Override
        public void onChannelOpen(ChannelOptions channel) {}

        @Override
        public void onChannelClosed(int channelId) {}

        @Override
        public void onBufferedLow(int channelId) {}

        @Override
        public void onClosed(CloseReason reason, String detail) {}
    }
}
