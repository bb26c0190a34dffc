package org.vsekai.rtc.lab.hostile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.dtls.Dtls12Session;
import org.vsekai.rtc.dtls.DtlsEnd;
import org.vsekai.rtc.dtls.DtlsListener;
import org.vsekai.rtc.dtls.DtlsScratch;
import org.vsekai.rtc.dtls.DtlsSession;
import org.vsekai.rtc.lab.network.Identities;

/** Two honest DTLS sessions. Datagrams wait until they are handed over, so that a handshake can be stopped at any of them. Virtual time. */
final class DtlsPair {
    /** Of a whole handshake: three flights of each side. */
    static final int MOST_STEPS = 12;

    private static final int MOST_REPETITIONS = 6;
    private static final long RETRY_NANOS = 1_600_000_000L;

    final End client;
    final End server;
    long now = 1;

    /**
     * @param seed of all that is picked at random, keys too
     * @param cost counts what the ends do
     */
    DtlsPair(long seed, Cost cost) {
        var scratch = new DtlsScratch();
        client = new End(cost);
        server = new End(cost);
        client.session = Dtls12Session.client(
                Identities.context(Identities.CLIENT, seed), Identities.SERVER.fingerprint(), scratch, client);
        server.session = Dtls12Session.server(
                Identities.context(Identities.SERVER, ~seed), Identities.CLIENT.fingerprint(), scratch, server);
    }

    /** Begins, and hands over so many datagrams, or until there are none. */
    void run(int steps) {
        client.session().start(now);
        for (int i = 0; i < steps && handOver(); i++) {
            now += 1_000_000;
        }
    }

    /** Hands over one datagram; false if none waits. */
    boolean handOver() {
        byte[] datagram = client.out.poll();
        if (datagram != null) {
            server.receive(datagram, now);
            return true;
        }
        datagram = server.out.poll();
        if (datagram != null) {
            client.receive(datagram, now);
        }
        return datagram != null;
    }

    /** Hands over all that waits, with repetitions after timeouts, until both are up or for some seconds. */
    void goOn() {
        for (int i = 0; i < MOST_REPETITIONS && !areConnected(); i++) {
            while (handOver()) {
                now += 1_000_000;
            }
            now += RETRY_NANOS;
            client.session().onDeadline(now);
            server.session().onDeadline(now);
        }
    }

    boolean areConnected() {
        return client.session().isConnected() && server.session().isConnected();
    }

    final class End implements DtlsListener {
        final Deque<byte[]> out = new ArrayDeque<>();
        /** Everything that was sent, handed over or not. */
        final List<byte[]> sent = new ArrayList<>();

        final List<byte[]> received = new ArrayList<>();
        final List<PacketDrop> drops = new ArrayList<>();

        @Nullable
        DtlsEnd end;

        String endDetail = "";
        /** Whether arithmetic takes until {@link #runTask}, as it does on another thread. */
        boolean holdsTasks;

        private @Nullable Runnable held;
        private final Cost cost;
        private @Nullable DtlsSession session;

        private End(Cost cost) {
            this.cost = cost;
        }

        DtlsSession session() {
            return Objects.requireNonNull(session);
        }

        /** Leaves the datagram as it is. */
        void receive(byte[] datagram, long time) {
            session().receive(datagram.clone(), 0, datagram.length, time);
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            cost.count();
            byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
            out.add(datagram);
            sent.add(datagram);
        }

        @Override
        public void onTask(Runnable task) {
            cost.count();
            if (held != null) {
                throw new AssertionError("two tasks at once");
            }
            held = task;
            if (!holdsTasks) {
                runTask();
            }
        }

        /** Runs the task that is held, if there is one. */
        void runTask() {
            Runnable task = held;
            if (task != null) {
                held = null;
                task.run();
                session().onTaskDone(now);
            }
        }

        @Override
        public void onConnected() {
            cost.count();
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            cost.count();
            received.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void onClosed(DtlsEnd how, String detail) {
            cost.count();
            end = how;
            endDetail = detail;
        }

        @Override
        public void onDrop(PacketDrop reason) {
            cost.count();
            drops.add(reason);
        }
    }
}
