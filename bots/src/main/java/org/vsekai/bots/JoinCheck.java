package org.vsekai.bots;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ServerMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A small load: people join, stroll about, and see each other. */
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        description = "Let people join, stroll about and see each other; measures joins, snapshots and pose latency.")
final class JoinCheck implements Callable<Integer> {
    static final int MAX_PLAYERS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long HIGHEST_MICROS = 60_000_000;

    @Option(
            names = "--players",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many, at most 500 (${DEFAULT-VALUE}).")
    private int players;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "How long (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fixes where they stroll (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--server", paramLabel = "URL", description = "Use this server; without it, one is started.")
    private @Nullable URI server;

    @Option(
            names = "--transport",
            paramLabel = "WAY",
            defaultValue = "webrtc",
            description = "How they connect: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Way.Choice transport = Way.Choice.WEBRTC;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final Histogram echoMicros = new Histogram(HIGHEST_MICROS, 3);
    private final List<Watch> watches = new ArrayList<>();

    /** What one player sees while it is measured; confined to the fleet's thread. */
    private final class Watch implements ClientObserver {
        private final Set<Integer> slots = new HashSet<>();
        private boolean isMeasuring;
        private long snapshots;
        private long unreadable;
        private long refusedPoses;
        private int attempts;

        @Override
        public void onJoining(int attempt) {
            attempts = attempt;
        }

        @Override
        public void onMessage(int attempt, ServerMessage message) {
            if (message.hasPoseRefused()) {
                refusedPoses++;
            }
        }

        @Override
        public void onSent(Action action) {}

        @Override
        public void onSnapshot(Snapshot snapshot, long echoNanos) {
            if (!isMeasuring) {
                return;
            }
            snapshots++;
            snapshot.avatars().forEach(avatar -> slots.add(avatar.slot()));
            if (echoNanos >= 0) {
                echoMicros.recordValue(Math.min(HIGHEST_MICROS, echoNanos / 1_000));
            }
        }

        @Override
        public void onUnreadable(String why) {
            unreadable++;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (players < 1 || players > MAX_PLAYERS || seconds < 1) {
            throw new ParameterException(
                    spec().commandLine(), "--players is 1 to " + MAX_PLAYERS + ", --seconds is at least 1");
        }
        URI existing = server;
        if (existing != null) {
            return measure(existing);
        }
        CheckFolder folder = CheckFolder.prepare(null, "join");
        List<String> arguments = List.of(
                "serve",
                "--data",
                folder.world().toString(),
                "--http",
                "127.0.0.1:0",
                "--udp",
                "127.0.0.1:0",
                "--joins-per-minute",
                "60000",
                "--max-players",
                Integer.toString(players + 1),
                "--log-level",
                "warn");
        ServerProcess started;
        try {
            started = ServerProcess.start(arguments, folder.serverLog(), PATIENCE);
        } catch (ServerProcess.DidNotStartException e) {
            spec().commandLine().getErr().println("check join: " + e.getMessage());
            return 1;
        }
        int outcome;
        try {
            outcome = measure(started.ready().http());
        } finally {
            started.stop(Duration.ofSeconds(15));
        }
        if (outcome == 0) {
            folder.remove();
        }
        return outcome;
    }

    private int measure(URI where) throws IOException, InterruptedException {
        SplitMix64 random = new SplitMix64(seed);
        try (Fleet fleet = new Fleet(where)) {
            long startedAt = System.nanoTime();
            for (int i = 1; i <= players; i++) {
                Watch watch = new Watch();
                watches.add(watch);
                fleet.add(
                        "Player " + i,
                        new Stroller(new SplitMix64(random.nextLong())),
                        watch,
                        PlayerClient.SILENCE_NANOS,
                        transport);
            }
            long deadline = startedAt + PATIENCE.toNanos();
            while (playing(fleet) < players && System.nanoTime() - deadline < 0) {
                Thread.sleep(10);
            }
            long joinedMs = (System.nanoTime() - startedAt) / 1_000_000;
            fleet.run(() -> watches.forEach(watch -> watch.isMeasuring = true));
            Thread.sleep(Duration.ofSeconds(seconds));
            long stillPlaying = playing(fleet);
            ObjectNode report = fleet.call(() -> report(stillPlaying, joinedMs));
            tell(report);
            return report.path("pass").asBoolean() ? 0 : 1;
        }
    }

    private static long playing(Fleet fleet) {
        return fleet.call(() -> fleet.clients().stream()
                .filter(client -> client.phase() == PlayerClient.Phase.PLAYING)
                .count());
    }

    private ObjectNode report(long stillPlaying, long joinedMs) {
        long snapshots = watches.stream().mapToLong(watch -> watch.snapshots).sum();
        long unreadable = watches.stream().mapToLong(watch -> watch.unreadable).sum();
        long refusedPoses =
                watches.stream().mapToLong(watch -> watch.refusedPoses).sum();
        long attempts = watches.stream().mapToLong(watch -> watch.attempts).sum();
        int leastSeen =
                watches.stream().mapToInt(watch -> watch.slots.size()).min().orElse(0);
        double rate = (double) snapshots / players / seconds;
        boolean hasPassed = stillPlaying == players
                && unreadable == 0
                && leastSeen >= players - 1
                && echoMicros.getTotalCount() > 0;
        return new ObjectMapper()
                .createObjectNode()
                .put("check", "join")
                .put("pass", hasPassed)
                .put("players", players)
                .put("transport", transport.toString())
                .put("playing", stillPlaying)
                .put("joinAttempts", attempts)
                .put("allJoinedMs", joinedMs)
                .put("snapshotHertz", Math.round(rate * 10) / 10.0)
                .put("leastPeopleSeen", leastSeen)
                .put("refusedPoses", refusedPoses)
                .put("unreadable", unreadable)
                .put("poseEchoMsP50", echoMicros.getValueAtPercentile(50) / 1_000.0)
                .put("poseEchoMsP99", echoMicros.getValueAtPercentile(99) / 1_000.0)
                .put("seed", seed);
    }

    private void tell(ObjectNode report) {
        PrintWriter out = spec().commandLine().getOut();
        if (isJson) {
            out.println(report);
        } else {
            out.printf(
                    Locale.ROOT,
                    "%s: %d of %d in after %d ms; %.1f snapshots a second; everybody saw at least %d; a pose is echoed after %.1f ms (p50), %.1f ms (p99)%n",
                    report.path("pass").asBoolean() ? "passed" : "FAILED",
                    report.path("playing").asLong(),
                    players,
                    report.path("allJoinedMs").asLong(),
                    report.path("snapshotHertz").asDouble(),
                    report.path("leastPeopleSeen").asInt(),
                    report.path("poseEchoMsP50").asDouble(),
                    report.path("poseEchoMsP99").asDouble());
        }
        out.flush();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before the call");
        }
        return spec;
    }
}
