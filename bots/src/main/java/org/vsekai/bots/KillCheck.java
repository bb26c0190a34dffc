package org.vsekai.bots;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Kills a real server again and again while bots play over the real protocol, and holds it to what it acknowledged. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = {
            "kill -9 a real server again and again while people act.",
            "Passes if nothing that was acknowledged or shown is lost, and nothing happens twice."
        })
final class KillCheck implements Callable<Integer> {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETURN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration INSPECTION_PATIENCE = Duration.ofSeconds(180);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    /** Long enough for the last frames to reach everybody once all actions are answered. */
    private static final Duration REST = Duration.ofMillis(1_500);

    /** A chunk's last message is this old at least when the chunk is taken for whole. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Snapshots come many times a second, so bots need not wait the protocol's 5 s to know that the server is gone. */
    private static final long SILENCE_NANOS = 1_500_000_000L;

    private static final int MIN_PLAY_MS = 200;
    private static final int MAX_PLAY_MS = 1_500;

    /** Some kills come while the server has only just come up and the bots are joining. */
    private static final double EARLY_KILL_CHANCE = 0.1;

    private static final int MAX_EARLY_MS = 400;
    private static final int MAX_BOTS = 64;

    /** From the middle of the middle region to its corners, on foot. */
    private static final Duration WALK_PATIENCE = Duration.ofSeconds(120);

    /** With fewer kills, chance decides what the bots get to do. */
    private static final int KILLS_THAT_TELL = 100;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "20", description = "How often (${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--bots", paramLabel = "N", defaultValue = "8", description = "People who play (${DEFAULT-VALUE}).")
    private int botCount;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fixes when to kill and what the bots want (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--world-size",
            paramLabel = "N",
            defaultValue = "3",
            description = "Regions along each side of the world, odd (${DEFAULT-VALUE}).")
    private int worldSize;

    @Option(names = "--data", paramLabel = "DIR", description = "A fresh folder for the world and the logs; kept.")
    private @Nullable Path data;

    @Option(
            names = "--sabotage",
            description =
                    "Prove the check itself: give the server an older world back after every second kill. Must fail.")
    private boolean isSabotaged;

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

    private final List<String> failures = new ArrayList<>();
    private final List<BotWatch> watches = new ArrayList<>();
    private final RecoveryClock clock = new RecoveryClock();
    private final Histogram readyMs = new Histogram(START_PATIENCE.toMillis() + 1, 3);
    private final long beganAtNanos = System.nanoTime();
    private int killed;
    private List<String> serverArguments = List.of();
    private Troupe troupe = new Troupe(1, 1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kills < 0 || botCount < 1 || botCount > MAX_BOTS || worldSize < 1 || worldSize % 2 == 0) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--kills is not negative, --bots is 1 to " + MAX_BOTS + ", --world-size is odd and positive");
        }
        troupe = new Troupe(botCount, worldSize);
        CheckFolder folder = CheckFolder.prepare(data, "kill");
        Report report;
        try (BufferedWriter oracleLog = Files.newBufferedWriter(folder.oracleLog())) {
            Oracle oracle = new Oracle(line -> write(oracleLog, line));
            play(folder, oracle);
            report = judge(oracle, elapsedMs() / 1_000);
        }
        if (report.passed() && folder.isTemporary()) {
            folder.remove();
        }
        tell(report, folder);
        return report.passed() ? 0 : 1;
    }

    private record Report(boolean passed, ObjectNode json) {}

    private void play(CheckFolder folder, Oracle oracle) throws IOException, InterruptedException {
        SplitMix64 random = new SplitMix64(seed);
        OlderWorld olderWorld = new OlderWorld(folder);
        @Nullable ServerProcess server = null;
        try {
            clock.onStarting(System.nanoTime());
            server = start(arguments(folder, "127.0.0.1:0", "127.0.0.1:0"), folder);
            ServerProcess.Ready ready = server.ready();
            serverArguments = arguments(folder, ready.http().getAuthority(), ready.udp());
            try (Fleet fleet = new Fleet(ready.http())) {
                enlist(fleet, oracle, random);
                awaitAtHaunts(fleet);
                for (int kill = 1; kill <= kills && failures.isEmpty(); kill++) {
                    playOn(fleet, random);
                    server = killAndRestart(server, fleet, oracle, folder, olderWorld);
                    progress(fleet, oracle, kill);
                }
                settleAndInspect(fleet, oracle);
            }
            stop(server);
        } catch (ServerProcess.DidNotStartException | Fleet.BrokenFleetException e) {
            failures.add(String.valueOf(e.getMessage()));
            @Nullable Throwable cause = e.getCause();
            if (cause != null) {
                cause.printStackTrace(err());
            }
        } finally {
            if (server != null && server.isAlive()) {
                server.kill();
            }
        }
    }

    private ServerProcess start(List<String> arguments, CheckFolder folder)
            throws IOException, InterruptedException, ServerProcess.DidNotStartException {
        ServerProcess server = ServerProcess.start(arguments, folder.serverLog(), START_PATIENCE);
        readyMs.recordValue(
                Math.min(START_PATIENCE.toMillis(), (System.nanoTime() - server.startedAtNanos()) / 1_000_000));
        return server;
    }

    private long elapsedMs() {
        return (System.nanoTime() - beganAtNanos) / 1_000_000;
    }

    private void enlist(Fleet fleet, Oracle oracle, SplitMix64 random) {
        for (int i = 1; i <= botCount; i++) {
            String name = Troupe.name(i);
            BotWatch watch = new BotWatch(name, oracle, clock);
            watches.add(watch);
            fleet.add(name, troupe.player(i, random), watch, SILENCE_NANOS, transport);
        }
    }

    private void awaitAtHaunts(Fleet fleet) throws InterruptedException {
        boolean areThere = await(WALK_PATIENCE, () -> fleet.call(() -> troupe.isAtHaunts(fleet.clients())));
        if (!areThere) {
            failures.add("not everybody was where they are to play within " + WALK_PATIENCE.toSeconds() + " s: "
                    + fleet.call(() -> whereEverybodyIs(fleet)));
        }
    }

    /** Mostly everybody is back and plays for a while; sometimes the kill comes while they are still joining. */
    private void playOn(Fleet fleet, SplitMix64 random) throws InterruptedException {
        // A world that is given back must know its players, or nothing but their names is found missing.
        boolean isEarly = !isSabotaged && random.chance(EARLY_KILL_CHANCE);
        long playMs = isEarly ? random.nextInt(MAX_EARLY_MS) : random.between(MIN_PLAY_MS, MAX_PLAY_MS);
        if (!isEarly) {
            awaitEverybody(fleet);
        }
        Thread.sleep(playMs);
    }

    private void awaitEverybody(Fleet fleet) throws InterruptedException {
        boolean areBack = await(
                RETURN_PATIENCE,
                () -> fleet.call(() ->
                        fleet.clients().stream().allMatch(client -> client.phase() == PlayerClient.Phase.PLAYING)));
        if (!areBack) {
            failures.add("not everybody was back within " + RETURN_PATIENCE.toSeconds() + " s: "
                    + fleet.call(() -> whereEverybodyIs(fleet)));
        }
    }

    private ServerProcess killAndRestart(
            ServerProcess server, Fleet fleet, Oracle oracle, CheckFolder folder, OlderWorld olderWorld)
            throws IOException, InterruptedException, ServerProcess.DidNotStartException {
        if (!server.isAlive()) {
            failures.add("the server ended by itself before kill " + (killed + 1));
        }
        server.kill();
        killed++;
        if (isSabotaged) {
            olderWorld.keepOrGiveBack();
        }
        fleet.run(() -> {
            oracle.onRestart();
            clock.onStarting(System.nanoTime());
        });
        return start(serverArguments, folder);
    }

    /** Everybody stops acting and is answered; then they walk to wherever something was done, and look. Not after a failure. */
    private void settleAndInspect(Fleet fleet, Oracle oracle) throws InterruptedException {
        awaitEverybody(fleet);
        if (!failures.isEmpty()) {
            return;
        }
        fleet.run(() -> fleet.clients().forEach(client -> client.behave(new Inspector(oracle::chunksToInspect))));
        boolean isSettled = await(
                SETTLE_PATIENCE, () -> fleet.call(() -> fleet.clients().stream().allMatch(PlayerClient::isSettled)));
        if (!isSettled) {
            failures.add("not every action was answered in the end: " + fleet.call(() -> whereEverybodyIs(fleet)));
        }
        Thread.sleep(REST);
        fleet.run(oracle::beginInspection);
        boolean isInspected = await(INSPECTION_PATIENCE, () -> {
            Thread.sleep(LOOK);
            return fleet.call(() -> {
                oracle.inspectQuiet();
                return oracle.chunksToInspect().isEmpty();
            });
        });
        if (!isInspected) {
            Set<Long> left = fleet.call(oracle::chunksToInspect);
            failures.add(left.size() + " chunks could not be inspected");
        }
        fleet.run(oracle::endInspection);
    }

    private void stop(ServerProcess server) throws InterruptedException {
        int exit = server.stop(STOP_PATIENCE);
        if (exit != 0) {
            failures.add("asked to stop, the server ended with " + exit);
        }
    }

    private Report judge(Oracle oracle, long seconds) {
        if (oracle.lost() + oracle.duplicated() > 0) {
            oracle.violations().forEach(violation -> failures.add(violation.kind() + ": " + violation.what()));
        }
        if (killed < kills) {
            failures.add("only " + killed + " of " + kills + " kills were done");
        }
        if (oracle.acknowledged() < Math.max(1, kills)) {
            failures.add("only " + oracle.acknowledged() + " actions were acknowledged: that proves nothing");
        }
        if (worldSize > 1 && kills >= KILLS_THAT_TELL) {
            missing(oracle).forEach(what -> failures.add("nobody " + what + ": that proves little"));
        }
        long unreadable = watches.stream().mapToLong(BotWatch::unreadable).sum();
        if (unreadable > 0) {
            failures.add(unreadable + " messages from the server could not be read");
        }
        boolean hasPassed = failures.isEmpty();
        var recovery = clock.recoveryMs();
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("check", "kill")
                .put("pass", hasPassed)
                .put("kills", killed)
                .put("acknowledged", oracle.acknowledged())
                .put("lost", oracle.lost())
                .put("duplicated", oracle.duplicated())
                .put("recoveryMsP50", recovery.getValueAtPercentile(50))
                .put("recoveryMsP99", recovery.getValueAtPercentile(99))
                .put("recoveryMsMax", recovery.getMaxValue())
                .put("readyMsP50", readyMs.getValueAtPercentile(50))
                .put("walls", oracle.walls())
                .put("gifts", oracle.gifts())
                .put("trades", oracle.trades())
                .put("crossings", oracle.borders().crossings())
                .put("wallsOverBorders", oracle.borders().walls())
                .put("strikesOverBorders", oracle.borders().strikes())
                .put("dealsOverBorders", oracle.borders().deals())
                .put("regions", worldSize * worldSize)
                .put("bots", botCount)
                .put("transport", transport.toString())
                .put("seconds", seconds)
                .put("seed", seed);
        if (!hasPassed) {
            var reasons = json.putArray("failures");
            failures.forEach(reasons::add);
        }
        return new Report(hasPassed, json);
    }

    /** What should have happened, over borders too, and did not. */
    private List<String> missing(Oracle oracle) {
        List<String> missing = new ArrayList<>();
        expect(oracle.borders().crossings(), "crossed a border", missing);
        expect(oracle.borders().walls(), "built over a border", missing);
        expect(oracle.borders().strikes(), "struck a tree over a border", missing);
        expect(oracle.gifts(), "gave anything", missing);
        expect(oracle.trades(), "traded", missing);
        expect(oracle.borders().deals(), "gave or traded over a border", missing);
        return missing;
    }

    private static void expect(long count, String what, List<String> missing) {
        if (count == 0) {
            missing.add(what);
        }
    }

    private void tell(Report report, CheckFolder folder) {
        failures.forEach(failure -> err().println("check kill: " + failure));
        if (!report.passed() || !folder.isTemporary()) {
            err().println("check kill: the world and the logs are in " + folder.root());
        }
        PrintWriter out = spec().commandLine().getOut();
        if (isJson) {
            out.println(report.json());
        } else {
            ObjectNode json = report.json();
            out.printf(
                    Locale.ROOT,
                    "%s: %d kills, %d actions acknowledged, %d walls, %d gifts, %d trades, %d crossings of borders; lost %d, duplicated %d; back after %d ms (p50), %d ms (p99); seed %d%n",
                    report.passed() ? "passed" : "FAILED",
                    killed,
                    json.path("acknowledged").asLong(),
                    json.path("walls").asLong(),
                    json.path("gifts").asLong(),
                    json.path("trades").asLong(),
                    json.path("crossings").asLong(),
                    json.path("lost").asLong(),
                    json.path("duplicated").asLong(),
                    json.path("recoveryMsP50").asLong(),
                    json.path("recoveryMsP99").asLong(),
                    seed);
        }
        out.flush();
    }

    private void progress(Fleet fleet, Oracle oracle, int kill) {
        String state = fleet.call(() -> String.format(
                Locale.ROOT,
                "kill %d of %d: %d acknowledged, %d walls, %d gifts, %d trades, %d crossings, %d lost, %d duplicated",
                kill,
                kills,
                oracle.acknowledged(),
                oracle.walls(),
                oracle.gifts(),
                oracle.trades(),
                oracle.borders().crossings(),
                oracle.lost(),
                oracle.duplicated()));
        err().println(state);
    }

    private List<String> arguments(CheckFolder folder, String http, String udp) {
        return List.of(
                "serve",
                "--data",
                folder.world().toString(),
                "--http",
                http,
                "--udp",
                udp,
                "--world-seed",
                Long.toString(Math.abs(seed % 1_000_000)),
                // The bots come back more often from one address than people do.
                "--joins-per-minute",
                "6000",
                "--world-size",
                Integer.toString(worldSize),
                "--log-level",
                "warn");
    }

    private static List<String> whereEverybodyIs(Fleet fleet) {
        return fleet.clients().stream()
                .map(client ->
                        client.phase() + (client.stoppedBecause() == null ? "" : " (" + client.stoppedBecause() + ")"))
                .toList();
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static boolean await(Duration patience, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (condition.holds()) {
                return true;
            }
            Thread.sleep(20);
        }
        return condition.holds();
    }

    private void write(BufferedWriter log, String line) {
        try {
            log.write(elapsedMs() + " " + line);
            log.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the oracle's log can't be written", e);
        }
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before the call");
        }
        return spec;
    }
}
