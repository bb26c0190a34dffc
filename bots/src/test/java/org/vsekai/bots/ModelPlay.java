package org.vsekai.bots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.bots.ModelServer.Sabotage;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.ServerMessage;

/** Real clients with the real oracle against {@link ModelServer}, in virtual time, over connections that delay and break. */
final class ModelPlay {
    private static final long STEP_NANOS = 10_000_000L;
    private static final long SILENCE_NANOS = 400_000_000L;
    private static final int MAX_LOOKS = 300;
    private static final int MAX_STEPS_TO_SETTLE = 3_000;

    /** A message under way; those of one direction keep their order. */
    private record UnderWay(int attempt, long arrivesAtNanos, int channelId, byte[] bytes) {}

    private final class Bot implements ClientObserver {
        final String name;
        final long playerId;
        final PlayerClient client;
        final Deque<UnderWay> toClient = new ArrayDeque<>();
        final Deque<UnderWay> toServer = new ArrayDeque<>();
        int connected;
        final List<ClientEvent> due = new ArrayList<>();

        Bot(long playerId, Set<String> partners) {
            this.playerId = playerId;
            name = ModelServer.nameOf(playerId);
            client = new PlayerClient(name, player(partners), this, SILENCE_NANOS, nowNanos);
        }

        @Override
        public void onJoining(int attempt) {
            oracle.onJoining(name, attempt);
        }

        @Override
        public void onMessage(int attempt, ServerMessage message) {
            oracle.onMessage(name, attempt, message);
        }

        @Override
        public void onSent(Action action) {
            oracle.onSent(name, action);
        }

        @Override
        public void onSnapshot(Snapshot snapshot, long echoNanos) {}

        @Override
        public void onUnreadable(String why) {
            throw new AssertionError(why);
        }

        void perform(ClientEffect effect) {
            switch (effect) {
                case ClientEffect.Join join -> join(join.attempt());
                case ClientEffect.HangUp _ -> hangUp();
                case ClientEffect.Send send -> {
                    if (send.channelId() == Protocol.RELIABLE_CHANNEL && connected != 0) {
                        toServer.addLast(new UnderWay(connected, arrival(toServer), send.channelId(), send.message()));
                    }
                }
            }
        }

        private void join(int attempt) {
            if (!server.isUp()) {
                due.add(new ClientEvent.JoinFailed(attempt, 0, null, 0));
                return;
            }
            connected = attempt;
            due.add(new ClientEvent.JoinAnswered(attempt, "token"));
            server.connect(
                    playerId, message -> send(attempt, Protocol.RELIABLE_CHANNEL, ReliableCodec.encode(message)));
            look();
        }

        /** Sees where the others are; not while nothing happens, since any message is a sign of life. */
        private void look() {
            if (connected != 0) {
                send(connected, Protocol.LOSSY_CHANNEL, server.snapshotFor(playerId));
            }
        }

        private void send(int attempt, int channelId, byte[] message) {
            toClient.addLast(new UnderWay(attempt, arrival(toClient), channelId, message));
        }

        void hangUp() {
            connected = 0;
            server.disconnect(playerId);
            toClient.clear();
            // What the server has received already may still be done, or not.
            while (!toServer.isEmpty() && random.chance(0.5)) {
                deliver(toServer.removeFirst());
            }
            toServer.clear();
        }

        void step() {
            while (!toServer.isEmpty() && toServer.getFirst().arrivesAtNanos() <= nowNanos) {
                deliver(toServer.removeFirst());
            }
            // The answer to the join comes before any message of the connection.
            List<ClientEvent> events = List.copyOf(due);
            due.clear();
            events.forEach(event -> client.on(event, nowNanos, this::perform));
            while (!toClient.isEmpty() && toClient.getFirst().arrivesAtNanos() <= nowNanos) {
                UnderWay message = toClient.removeFirst();
                client.on(
                        new ClientEvent.Received(message.attempt(), message.channelId(), message.bytes()),
                        nowNanos,
                        this::perform);
            }
            client.on(new ClientEvent.Tick(), nowNanos, this::perform);
        }

        private void deliver(UnderWay message) {
            if (server.isUp()
                    && ReliableCodec.decodeClient(message.bytes()) instanceof Decoded.Ok<ClientMessage>(var decoded)) {
                server.act(playerId, decoded.getAction());
                bots.forEach(Bot::look);
            }
        }

        private long arrival(Deque<UnderWay> queue) {
            @Nullable UnderWay before = queue.peekLast();
            long soon = nowNanos + random.between(1_000_000L, 40_000_000L);
            return before == null ? soon : Math.max(soon, before.arrivesAtNanos());
        }
    }

    private final SplitMix64 random;
    private final ModelServer server;
    private final Oracle oracle = new Oracle(line -> {});
    private final List<Bot> bots = new ArrayList<>();
    private long nowNanos = 1;

    ModelPlay(Sabotage sabotage, SplitMix64 random, int players) {
        this.random = random;
        server = new ModelServer(sabotage, random);
        Set<String> names =
                LongStream.rangeClosed(1, players).mapToObj(ModelServer::nameOf).collect(Collectors.toSet());
        for (int i = 1; i <= players; i++) {
            bots.add(new Bot(i, names));
        }
    }

    private Behaviour player(Set<String> partners) {
        return new Lumberjack(
                new SplitMix64(random.nextLong()),
                true,
                new Haunt.Corner(Units.REGION_MICROS, Units.REGION_MICROS),
                new Dealer(new SplitMix64(random.nextLong()), partners));
    }

    Oracle oracle() {
        return oracle;
    }

    void play(long millis) {
        for (long end = nowNanos + millis * 1_000_000L; nowNanos < end; ) {
            step();
        }
    }

    void killAndRestart() {
        server.crash();
        bots.forEach(bot -> {
            bot.toClient.clear();
            bot.toServer.clear();
        });
        oracle.onRestart();
        play(random.between(10, 600));
        server.restart();
    }

    /** Lets everything be answered, then inspects the whole world. */
    void settleAndInspect() {
        bots.forEach(bot -> bot.client.behave(new Inspector(oracle::chunksToInspect)));
        for (int i = 0; i < MAX_STEPS_TO_SETTLE && !bots.stream().allMatch(bot -> bot.client.isSettled()); i++) {
            step();
        }
        // The model server is silent when nobody acts, so the clients keep coming back and see everything afresh.
        play(1_000);
        oracle.beginInspection();
        for (int i = 0; i < MAX_LOOKS && !oracle.chunksToInspect().isEmpty(); i++) {
            play(100);
            oracle.inspectQuiet();
        }
        oracle.endInspection();
    }

    private void step() {
        nowNanos += STEP_NANOS;
        bots.forEach(Bot::step);
    }
}
