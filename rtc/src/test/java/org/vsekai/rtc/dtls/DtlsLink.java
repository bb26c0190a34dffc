package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;

/**
 * A client's and a server's session joined by a network that loses, delays, reorders and duplicates by a seed, under a
 * virtual clock. Tasks run at once, on the same thread.
 */
final class DtlsLink {
    static final long MILLI = 1_000_000L;

    private final SplitMix64 random;
    private final double loss;
    private final double duplication;
    private final long jitterNanos;
    private final PriorityQueue<Datagram> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(Datagram::atNanos).thenComparingLong(Datagram::serial));
    private long serial;
    long now;
    final End client;
    final End server;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Datagram(long atNanos, long serial, End to, byte[] bytes) {}

    DtlsLink(
            SplitMix64 random,
            double loss,
            double duplication,
            long jitterNanos,
            DtlsContext clientContext,
            DtlsContext serverContext,
            Fingerprint clientExpects,
            Fingerprint serverExpects) {
        this.random = random;
        this.loss = loss;
        this.duplication = duplication;
        this.jitterNanos = jitterNanos;
        var scratch = new DtlsScratch();
        client = new End();
        server = new End();
        client.session = JdkDtlsSession.client(clientContext, clientExpects, scratch, client);
        server.session = JdkDtlsSession.server(serverContext, serverExpects, scratch, server);
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
                next.to.session().receive(next.bytes, 0, next.bytes.length, now);
            } else {
                client.session().onDeadline(now);
                server.session().onDeadline(now);
            }
        }
    }

    boolean bothConnected() {
        return client.connected && server.connected;
    }

    /** One end: sends over the link and records what it was told. */
    final class End implements DtlsListener {
        private @Nullable DtlsSession session;
        private @Nullable End peer;
        boolean connected;

        @Nullable
        DtlsEnd end;

        final List<byte[]> received = new ArrayList<>();
        final List<PacketDrop> drops = new ArrayList<>();
        final List<byte[]> sent = new ArrayList<>();
        /** Set to hold tasks back instead of running them at once. */
        boolean holdTasks;

        final List<Runnable> heldTasks = new ArrayList<>();
        /** Set to look at each datagram before it is sent, and drop it by returning false. */
        @Nullable
        Predicate<byte[]> filter;

        DtlsSession session() {
            return Objects.requireNonNull(session);
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
            sent.add(bytes);
            if (filter == null || filter.test(bytes)) {
                do {
                    transmit(bytes);
                } while (random.chance(duplication));
            }
        }

        private void transmit(byte[] bytes) {
            if (!random.chance(loss)) {
                long delay = 10 * MILLI + (jitterNanos == 0 ? 0 : random.between(0, jitterNanos));
                inFlight.add(new Datagram(now + delay, serial++, Objects.requireNonNull(peer), bytes));
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
            connected = true;
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
