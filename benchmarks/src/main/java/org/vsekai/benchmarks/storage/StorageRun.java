package org.vsekai.benchmarks.storage;

import static org.vsekai.benchmarks.measuring.Figures.putAtLeast;
import static org.vsekai.benchmarks.measuring.Figures.round;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.vsekai.benchmarks.measuring.Machine;

/** One run: every peer by turns for what all can do, then what only our engine is asked for. */
final class StorageRun {
    private static final List<Integer> CLIENTS = List.of(1, 16, 256);
    private static final List<Integer> PAIRS = List.of(1_000, 10_000);
    /** By clients: times the commits of the peer. */
    private static final Map<Integer, Double> TRANSACTION_DB_GOALS = Map.of(16, 1.5, 256, 2.0);

    private static final Map<Integer, Double> POSTGRESQL_GOALS = Map.of(16, 3.0, 256, 10.0);

    private static final int FRAME_BYTES = 30_000;
    private static final int ACTION_BYTES = 100;
    private static final int MOST_ACTIONS_IN_VALUE = 1_000;
    private static final int ACTIONS_GOAL = 50_000;

    private final Path folder;
    private final StorageLoad load;
    private final ObjectNode report;
    private final Consumer<String> log;
    private final List<Peer> peers = new ArrayList<>();

    /** @param report gets the figures; @param log is told what is under way */
    StorageRun(Path folder, StorageLoad load, ObjectNode report, Consumer<String> log) {
        this.folder = folder;
        this.load = load;
        this.report = report;
        this.log = log;
    }

    /** One interval of one peer. */
    @FunctionalInterface
    private interface Interval {
        Round take(Peer peer) throws IOException, InterruptedException;
    }

    void measure() throws IOException, InterruptedException {
        Machine.describe(folder, report.putObject("machine"));
        var engine = new EnginePeer(folder.resolve("engine"));
        peers.add(engine);
        try {
            addOthers(report.putObject("peers"));
            for (Peer peer : peers) {
                log.accept("loading " + load.keys() + " keys into " + peer.name());
                peer.load(load.keys());
            }
            measureTransactions();
            measureReads();
            measureFrames(engine);
        } finally {
            for (Peer peer : peers.reversed()) {
                peer.close();
            }
        }
        log.accept("loading " + load.entities() + " entities, and starting again");
        new EntityRun(folder.resolve("entities"), load.entities()).measure(report.putObject("entities"));
    }

    private void addOthers(ObjectNode described) throws IOException, InterruptedException {
        try {
            peers.add(new TransactionDbPeer(Files.createDirectory(folder.resolve("transactiondb"))));
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
        Path programs = PostgresServer.installed();
        if (programs == null) {
            String missing = "not installed: initdb, postgres and pgbench are not in one folder of PATH or in "
                    + "/usr/lib/postgresql/*/bin";
            log.accept("PostgreSQL is " + missing);
            described.put("postgresql", missing);
        } else {
            log.accept("starting a PostgreSQL from " + programs);
            addPostgres(programs, described);
        }
        peers.forEach(peer -> described.put(peer.name(), peer.settings()));
    }

    /** What stands in its way here is said, and the others are measured without it. */
    private void addPostgres(Path programs, ObjectNode described) throws InterruptedException {
        try {
            peers.add(new PostgresPeer(folder.resolve("postgresql"), programs));
        } catch (IOException e) {
            log.accept("PostgreSQL could not be started: " + e.getMessage());
            described.put("postgresql", "could not be started: " + e.getMessage());
        }
    }

    private void measureTransactions() throws IOException, InterruptedException {
        ObjectNode transactions = report.putObject("transactions");
        transactions.put("keys", load.keys()).put("rounds", load.rounds()).put("secondsEach", load.seconds());
        for (int clients : CLIENTS) {
            log.accept("durable transactions of " + clients + (clients == 1 ? " client" : " clients"));
            ObjectNode figures = transactions.putObject(clients + "Clients");
            Map<String, Round> medians = byTurns(figures, peer -> peer.transactions(clients, load.seconds()));
            putRatio(figures, medians, "transactionDb", TRANSACTION_DB_GOALS.get(clients));
            putRatio(figures, medians, "postgresql", POSTGRESQL_GOALS.get(clients));
        }
    }

    /** A B C A B C, so that what else the machine does hits all alike. */
    private Map<String, Round> byTurns(ObjectNode figures, Interval interval) throws IOException, InterruptedException {
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int i = 0; i < load.rounds(); i++) {
            for (Peer peer : peers) {
                rounds.computeIfAbsent(peer.name(), name -> new ArrayList<>()).add(interval.take(peer));
            }
        }
        Map<String, Round> medians = new LinkedHashMap<>();
        rounds.forEach((name, all) -> {
            Round median = Round.median(all);
            medians.put(name, median);
            ObjectNode peer = figures.putObject(name);
            median.putTo(peer);
            var each = peer.putArray("perSecondOfRounds");
            all.forEach(one -> each.add(Math.round(one.perSecond())));
        });
        return medians;
    }

    private static void putRatio(ObjectNode figures, Map<String, Round> medians, String peer, @Nullable Double goal) {
        Round own = medians.get("engine");
        Round other = medians.get(peer);
        if (own == null || other == null) {
            return;
        }
        String name = "timesThatOf" + Character.toUpperCase(peer.charAt(0)) + peer.substring(1);
        double times = own.perSecond() / other.perSecond();
        if (goal == null) {
            figures.put(name, round(times));
        } else {
            putAtLeast(figures, name, times, goal);
        }
    }

    private void measureReads() throws IOException, InterruptedException {
        log.accept("reads");
        byTurns(report.putObject("pointReads"), peer -> peer.pointReads(load.readSeconds()));
        ObjectNode ranges = report.putObject("rangeReads");
        for (int pairs : PAIRS) {
            byTurns(
                    ranges.putObject(pairs + "Pairs"),
                    peer -> peer.rangeReads(Math.min(pairs, load.keys()), load.readSeconds()));
        }
    }

    private void measureFrames(EnginePeer engine) throws IOException, InterruptedException {
        int seconds = load.frameSeconds();
        log.accept("frames of " + FrameLoad.REGIONS + " regions");
        FrameLoad.Result frames = new FrameLoad(engine.database(), "frames").frames(FRAME_BYTES, seconds);
        ObjectNode framed = report.putObject("frames");
        framed.put("regions", FrameLoad.REGIONS).put("hz", FrameLoad.HZ).put("bytes", FRAME_BYTES);
        put(framed, frames, seconds);
        log.accept("actions packed in frames");
        FrameLoad.Result actions = new FrameLoad(engine.database(), "actions")
                .actions(2 * ACTIONS_GOAL, ACTION_BYTES, MOST_ACTIONS_IN_VALUE, seconds);
        ObjectNode packed = report.putObject("actions");
        putAtLeast(packed, "durablePerSecond", actions.perSecond(), ACTIONS_GOAL);
        packed.put("offeredPerSecond", 2 * ACTIONS_GOAL).put("bytes", ACTION_BYTES);
        put(packed, actions, seconds);
    }

    private static void put(ObjectNode figures, FrameLoad.Result result, int seconds) {
        figures.put("seconds", seconds)
                .put("perSecond", round(result.perSecond()))
                .put("p50Ms", round(result.p50Ms()))
                .put("p99Ms", round(result.p99Ms()))
                .put("ticks", result.ticks())
                .put("missedTicks", result.missed())
                .put("cores", round(result.cores()))
                .put("cpuMicrosEach", round(result.cores() * seconds * 1e6 / Math.max(1, result.committed())));
    }
}
