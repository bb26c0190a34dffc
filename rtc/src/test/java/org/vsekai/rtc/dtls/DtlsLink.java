package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

/**
 * A client's and a server's session joined by a network that loses, delays, reorders and duplicates by a seed, under a
 * virtual clock. Tasks run at once, on the same thread.
 */
final class DtlsLink {
    static final long MILLI = 1_000_000L;

    /** @param delayNanos one way; the jitter comes on top, for each datagram by itself */
    record Network(double loss, double duplication, long delayNanos, long jitterNanos) {
        static final Network CLEAN = new Network(0, 0, 10 * MILLI, 0);
    }

    private final SplitMix64 random;
    private final Network network;
    private final PriorityQueue<Datagram> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(Datagram::atNanos).thenComparingLong(Datagram::serial));
    private long serial;
    long now;
    final End client;
    final End server;
    /** Called with the end that is about to be given a datagram, and the datagram. */
    @Nullable
    BiConsumer<End, byte[]> beforeDelivery;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Datagram(long atNanos, long serial, End to, byte[] bytes) {}

    DtlsLink(
            SplitMix64 random,
            Network network,
            DtlsContext clientContext,
            DtlsContext serverContext,
            Fingerprint clientExpects,
            Fingerprint serverExpects) {
        this.random = random;
        this.network = network;
        var scratch = new DtlsScratch();
        client = new End();
        server = new End();
        client.session = Dtls12Session.client(clientContext, clientExpects, scratch, client);
        server.session = Dtls12Session.server(serverContext, serverExpects, scratch, server);
        client.peer = server;
        server.peer = client;
    }

    /** Lets events happen in order until the condition holds, nothing is left to happen, or the limit. */
    void run(long limitNanos, BooleanSupplier until) {
        while (!until.getAsBoolean()) {
            Datagram next = inFlight.peek();
            long due =
                    Math.min(client.session().deadlineNanos(), server.session().deadlineNanos());
            long at = next == null ? due : Math.min(due, next.atNanos);
            if (at == DtlsSession.NEVER || at > limitNanos) {
                return;
            }
            now = Math.max(now, at);
            if (next != null && next.atNanos <= now) {
                inFlight.remove();
                if (beforeDelivery != null) {
                    beforeDelivery.accept(next.to, next.bytes);
                }
                next.to.receive(next.bytes);
            } else {
                client.session().onDeadline(now);
                server.session().onDeadline(now);
            }
        }
    }

    boolean bothConnected() {
        return client.connectedNanos >= 0 && server.connectedNanos >= 0;
    }

    boolean anyEnded() {
        return client.end != null || server.end != null;
    }

    boolean isSettled() {
        return bothConnected() || anyEnded();
    }

    void close() {
        client.session().close();
        server.session().close();
    }

    /** One end: sends over the link and records what it was told. */
    final class End implements DtlsListener {
        private @Nullable DtlsSession session;
        private @Nullable End peer;
        long connectedNanos = -1;

        @Nullable
        DtlsEnd end;

        final List<byte[]> received = new ArrayList<>();
        final List<PacketDrop> drops = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        /** Set to hold tasks back instead of running them at once. */
        boolean holdTasks;

        final List<Runnable> heldTasks = new ArrayList<>();
        /** Set to look at each datagram before it is sent, and say what is sent in its stead. */
        UnaryOperator<List<byte[]>> filter = datagrams -> datagrams;

        DtlsSession session() {
            return Objects.requireNonNull(session);
        }

        boolean isConnected() {
            return connectedNanos >= 0;
        }

        void receive(byte[] datagram) {
            session().receive(datagram, 0, datagram.length, now);
        }

        boolean seal(byte[] packet) {
            return session().seal(packet, 0, packet.length, now);
        }

        void runHeldTask() {
            heldTasks.removeFirst().run();
            session().onTaskDone(now);
        }

        long dropped(PacketDrop reason) {
            return drops.stream().filter(reason::equals).count();
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            byte[] whole = Arrays.copyOfRange(buffer, offset, offset + length);
            sent.add(whole);
            for (byte[] bytes : filter.apply(List.of(whole))) {
                do {
                    transmit(bytes);
                } while (random.chance(network.duplication));
            }
        }

        private void transmit(byte[] bytes) {
            if (!random.chance(network.loss)) {
                long jitter = network.jitterNanos == 0 ? 0 : random.between(0, network.jitterNanos);
                inFlight.add(
                        new Datagram(now + network.delayNanos + jitter, serial++, Objects.requireNonNull(peer), bytes));
            }
        }

        @Override
        public void onTask(Runnable task) {
            if (holdTasks) {
                heldTasks.add(task);
            } else {
                task.run();
                session().onTaskDone(now);
            }
        }

        @Override
        public void onConnected() {
            connectedNanos = now;
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            received.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void onClosed(DtlsEnd how, String detail) {
            end = how;
        }

        @Override
        public void onDrop(PacketDrop reason) {
            drops.add(reason);
        }
    }
}
