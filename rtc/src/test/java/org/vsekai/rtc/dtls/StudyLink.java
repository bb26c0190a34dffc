package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

/** Two sessions of any engine joined by a bad network under a virtual clock, as in {@link DtlsLink}; counts what is sent. */
final class StudyLink {
    static final long MILLI = 1_000_000L;

    /** @param rttNanos of a datagram that is not delayed by jitter, there and back */
    record Network(long rttNanos, double loss, double duplication, long jitterNanos) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Datagram(long atNanos, long serial, End to, byte[] bytes) {}

    private final SplitMix64 random;
    private final Network network;
    private final PriorityQueue<Datagram> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(Datagram::atNanos).thenComparingLong(Datagram::serial));
    private long serial;
    long now;
    /** Called with the end that is about to be given a datagram, and the datagram. */
    @Nullable
    BiConsumer<End, byte[]> beforeDelivery;

    final End client = new End();
    final End server = new End();

    StudyLink(SplitMix64 random, Network network, BiFunction<Boolean, DtlsListener, DtlsSession> engine) {
        this(random, network, engine, engine);
    }

    /** @param clients makes a session, given that it is a client's (true) and its listener; @param servers likewise */
    StudyLink(
            SplitMix64 random,
            Network network,
            BiFunction<Boolean, DtlsListener, DtlsSession> clients,
            BiFunction<Boolean, DtlsListener, DtlsSession> servers) {
        this.random = random;
        this.network = network;
        client.peer = server;
        server.peer = client;
        client.session = clients.apply(true, client);
        server.session = servers.apply(false, server);
    }

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
            VirtualMillis.set(now);
            if (next != null && next.atNanos <= now) {
                inFlight.remove();
                if (beforeDelivery != null) {
                    beforeDelivery.accept(next.to, next.bytes);
                }
                next.to.session().receive(next.bytes, 0, next.bytes.length, now);
            } else {
                client.session().onDeadline(now);
                server.session().onDeadline(now);
            }
        }
    }

    void start() {
        VirtualMillis.set(now);
        client.session().start(now);
    }

    boolean bothConnected() {
        return client.connectedAt >= 0 && server.connectedAt >= 0;
    }

    boolean anyEnded() {
        return client.end != null || server.end != null;
    }

    void close() {
        client.session().close();
        server.session().close();
    }

    /** What an end sends, before it is lost or doubled; gives what is sent instead. */
    interface Filter {
        List<byte[]> apply(byte[] datagram);
    }

    final class End implements DtlsListener {
        private @Nullable DtlsSession session;
        private @Nullable End peer;
        long connectedAt = -1;
        int datagrams;
        int bytes;

        @Nullable
        DtlsEnd end;

        @Nullable
        String endDetail;

        @Nullable
        Filter filter;

        boolean keeps;
        final List<byte[]> sent = new ArrayList<>();
        final List<byte[]> received = new ArrayList<>();
        final List<PacketDrop> drops = new ArrayList<>();

        DtlsSession session() {
            return Objects.requireNonNull(session);
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            byte[] whole = Arrays.copyOfRange(buffer, offset, offset + length);
            if (keeps) {
                sent.add(whole);
            }
            for (byte[] datagram : filter == null ? List.of(whole) : filter.apply(whole)) {
                datagrams++;
                bytes += datagram.length;
                do {
                    transmit(datagram);
                } while (random.chance(network.duplication));
            }
        }

        private void transmit(byte[] datagram) {
            if (!random.chance(network.loss)) {
                long jitter = network.jitterNanos == 0 ? 0 : random.between(0, network.jitterNanos);
                arrive(datagram, network.rttNanos / 2 + jitter);
            }
        }

        /** Puts a datagram on the way to the other end, past loss and duplication. */
        void arrive(byte[] datagram, long afterNanos) {
            inFlight.add(new Datagram(now + afterNanos, serial++, Objects.requireNonNull(peer), datagram));
        }

        @Override
        public void onTask(Runnable task) {
            task.run();
            session().onTaskDone(now);
        }

        @Override
        public void onConnected() {
            connectedAt = now;
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            received.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void onClosed(DtlsEnd how, String detail) {
            end = how;
            endDetail = detail;
        }

        @Override
        public void onDrop(PacketDrop reason) {
            drops.add(reason);
        }
    }
}
