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
    /** More than are kept of anything. */
    private static final int FILLING_ROUNDS = 50;

    private static final int DTLS_1_2 = 0xFEFD;
    private static final int LARGEST_RECORD = 2_048;
    private static final int CLIENT_HELLO = 1;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    /** As much as is taken of a hello or a certificate, and of the others ({@code docs/protocol/transport.md}). */
    private static final int LARGE_MESSAGE_BYTES = 4 * 1024;

    private static final int SMALL_MESSAGE_BYTES = 512;

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

    /** Its checks are right and its hello is answered; then it begins everything that may be kept, again and again, and ends nothing. */
    public static long bytesAmidTheHandshake() {
        byte[] hello = genuineHello();
        return measure(peer -> {
            byte[] check = StunBytes.check(peer.username(), new byte[StunBytes.TRANSACTION_BYTES]);
            peer.receive(PeerPair.CLIENT_ADDRESS, StunBytes.signed(check, peer.serverIce));
            peer.receive(PeerPair.CLIENT_ADDRESS, hello);
            for (int round = 0; round < FILLING_ROUNDS; round++) {
                for (byte[] piece : pieces(round)) {
                    peer.receive(PeerPair.CLIENT_ADDRESS, piece);
                }
            }
        });
    }

    private static byte[] genuineHello() {
        var pair = new DtlsPair(1, new Cost());
        pair.run(0);
        return pair.client.sent.getFirst();
    }

    /** A byte of each message of the client's that may come in pieces, all as long as they may be, and of another hello; and a sealed record. */
    private static List<byte[]> pieces(int round) {
        return List.of(
                piece(CLIENT_HELLO, 0, LARGE_MESSAGE_BYTES, round),
                piece(CERTIFICATE, 1, LARGE_MESSAGE_BYTES, round),
                piece(CLIENT_KEY_EXCHANGE, 2, SMALL_MESSAGE_BYTES, round),
                piece(CERTIFICATE_VERIFY, 3, SMALL_MESSAGE_BYTES, round),
                new Octets()
                        .u8(DtlsBytes.HANDSHAKE)
                        .u16(DTLS_1_2)
                        .u16(1)
                        .u48(round)
                        .u16(LARGEST_RECORD - DtlsBytes.RECORD_HEADER_BYTES)
                        .put(new byte[LARGEST_RECORD - DtlsBytes.RECORD_HEADER_BYTES])
                        .toBytes());
    }

    private static byte[] piece(int messageType, int number, int messageBytes, int round) {
        return new Octets()
                .u8(DtlsBytes.HANDSHAKE)
                .u16(DTLS_1_2)
                .u16(0)
                .u48(round)
                .u16(DtlsBytes.HANDSHAKE_HEADER_BYTES + 1)
                .u8(messageType)
                .u24(messageBytes)
                .u16(number)
                .u24(2 * round)
                .u24(1)
                .u8(round)
                .toBytes();
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
                Identities.context(Identities.SERVER, 1, 2 * PEERS),
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

    private static final class Unproven implements PeerSink {
        private final IceCredentials serverIce = StunStage.SERVER;
        private final Peer peer;

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

        @Override
        public void onTask(Runnable task) {
            task.run();
            peer.onTaskDone(0);
        }

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
