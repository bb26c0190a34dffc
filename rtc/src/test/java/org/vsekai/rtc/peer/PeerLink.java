package org.vsekai.rtc.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.dtls.TestDtls;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.sctp.SctpDrop;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * A client peer and a server peer joined by a network that loses, delays, reorders and duplicates by a seed, under a
 * virtual clock. Tasks run at once, on the same thread.
 */
final class PeerLink {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final int LOSSY = 0;
    static final int RELIABLE = 1;
    /** The first byte of a datagram that is a DTLS alert. */
    static final byte DTLS_ALERT = 21;

    static final InetSocketAddress CLIENT_ADDRESS = address(1111);
    static final InetSocketAddress SERVER_ADDRESS = address(9000);

    private static final DtlsContext CLIENT_DTLS = TestDtls.context(TestDtls.CLIENT);
    private static final DtlsContext SERVER_DTLS = TestDtls.context(TestDtls.SERVER);
    private static final List<ChannelOptions> CHANNELS =
            List.of(ChannelOptions.lossy(LOSSY), ChannelOptions.reliable(RELIABLE));

    /** What the network does; may be changed while it runs. */
    double loss;

    double duplication;
    long jitterNanos;
    /** Where the server sees the client's datagrams come from. */
    InetSocketAddress clientAddress = CLIENT_ADDRESS;

    final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    final IceCredentials serverIce;
    final IceCredentials clientIce;
    final End client = new End();
    final End server = new End();
    long now;

    private final SplitMix64 random;
    private final PriorityQueue<Datagram> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(Datagram::atNanos).thenComparingLong(Datagram::serial));
    private long serial;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Datagram(long atNanos, long serial, End to, InetSocketAddress from, byte[] bytes) {}

    PeerLink(SplitMix64 random) {
        this(random, TestDtls.CLIENT);
    }

    /** @param announced the identity whose fingerprint the client's offer has; its certificate is another's if they differ */
    PeerLink(SplitMix64 random, DtlsIdentity announced) {
        this.random = random;
        serverIce = IceCredentials.random(random::nextLong);
        clientIce = IceCredentials.random(random::nextLong);
        var offer = new SessionDescription(
                "0", clientIce, announced.fingerprint(), Setup.ACTPASS, 5000, 262_144, List.of());
        var answer = new SessionDescription(
                "0", serverIce, TestDtls.SERVER.fingerprint(), Setup.PASSIVE, 5000, 262_144, List.of(SERVER_ADDRESS));
        server.peer = Peer.server(context(SERVER_DTLS), serverIce, offer, server, 0);
        client.peer = Peer.client(context(CLIENT_DTLS), clientIce, answer, client, 0);
    }

    private PeerContext context(DtlsContext dtls) {
        return PeerContext.of(dtls, random::nextLong, CHANNELS, drops);
    }

    static DtlsIdentity anotherIdentity() {
        return TestDtls.SERVER;
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Lets events happen in order until the condition holds, nothing is left to happen, or the limit. */
    void run(long limitNanos, BooleanSupplier until) {
        while (!until.getAsBoolean()) {
            Datagram next = inFlight.peek();
            long due = Math.min(client.peer().deadlineNanos(), server.peer().deadlineNanos());
            long at = next == null ? due : Math.min(due, next.atNanos);
            if (at == Peer.NEVER || at > limitNanos) {
                now = Math.max(now, limitNanos);
                return;
            }
            now = Math.max(now, at);
            if (next != null && next.atNanos <= now) {
                inFlight.remove();
                next.to.peer().receive(next.from, next.bytes, 0, next.bytes.length, now);
            } else {
                client.peer().onDeadline(now);
                server.peer().onDeadline(now);
            }
            flush();
        }
    }

    void flush() {
        client.peer().flush(now);
        server.peer().flush(now);
    }

    void connect() {
        run(Peer.CONNECT_TIMEOUT_NANOS, this::bothConnected);
        if (!bothConnected()) {
            throw new AssertionError("no connection: client " + client.closed + ", server " + server.closed);
        }
    }

    /** What was dropped, for messages of failing tests. */
    String counters() {
        var text = new StringBuilder();
        drops.forEach((reason, count) -> text.append(count == 0 ? "" : reason + "=" + count + " "));
        for (End end : List.of(client, server)) {
            Tally<SctpDrop> sctp = end.peer().sctpDrops();
            if (sctp != null) {
                sctp.forEach((reason, count) -> text.append(count == 0 ? "" : reason + "=" + count + " "));
            }
        }
        return text.toString();
    }

    boolean bothConnected() {
        return client.connected && server.connected;
    }

    boolean bothClosed() {
        return client.closed != null && server.closed != null;
    }

    /** One end: sends over the link and records what it was told. */
    final class End implements PeerSink {
        private @Nullable Peer peer;
        boolean connected;

        @Nullable
        CloseReason closed;

        final List<byte[]> lossy = new ArrayList<>();
        final List<byte[]> reliable = new ArrayList<>();
        final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        final List<byte[]> datagrams = new ArrayList<>();
        long bytesOut;

        @Nullable
        InetSocketAddress lastTo;

        Peer peer() {
            return Objects.requireNonNull(peer);
        }

        @Override
        public void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length) {
            bytesOut += length;
            datagrams.add(Arrays.copyOfRange(buffer, offset, offset + length));
            lastTo = to;
            End target = this == client ? server : client;
            InetSocketAddress from = this == client ? clientAddress : SERVER_ADDRESS;
            do {
                if (!random.chance(loss)) {
                    long delay = 10 * MILLI + (jitterNanos == 0 ? 0 : random.between(0, jitterNanos));
                    inFlight.add(new Datagram(
                            now + delay, serial++, target, from, Arrays.copyOfRange(buffer, offset, offset + length)));
                }
            } while (random.chance(duplication));
        }

        @Override
        public void onTask(Runnable task) {
            task.run();
            peer().onTaskDone(now);
        }

        @Override
        public void onAddressValidated(InetSocketAddress address) {
            addresses.add(address);
        }

        @Override
        public void onAddressForgotten(InetSocketAddress address) {
            addresses.remove(address);
        }

        @Override
        public void onConnected() {
            connected = true;
        }

        @Override
        public void onMessage(int channelId, byte[] message) {
            (channelId == LOSSY ? lossy : reliable).add(message);
        }

        @Override
        public void onChannelOpen(ChannelOptions channel) {}

        @Override
        public void onChannelClosed(int channelId) {}

        @Override
        public void onBufferedLow(int channelId) {}

        @Override
        public void onClosed(CloseReason reason, String detail) {
            if (closed != null) {
                throw new AssertionError("closed twice");
            }
            closed = reason;
        }
    }
}
