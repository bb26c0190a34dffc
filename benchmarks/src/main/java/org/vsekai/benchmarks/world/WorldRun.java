package org.vsekai.benchmarks.world;

import static org.vsekai.benchmarks.measuring.Figures.putAtMost;
import static org.vsekai.benchmarks.measuring.Figures.round;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.vsekai.benchmarks.measuring.Child;
import org.vsekai.benchmarks.measuring.Machine;
import org.vsekai.game.Rules;

/** One run: entities in a table by themselves, then a world of many in a store, served by the real server. */
final class WorldRun {
    private static final int BYTES_GOAL = 100;
    /** A quarter of a core for a million, at sixty ticks a second. */
    private static final double CORES_GOAL = 0.25;

    private static final int START_GOAL_MS = 5_000;
    /** What loading may add to the slowest ticks: a quarter of a tick. */
    private static final double ADDED_MS_GOAL = 1_000.0 / Rules.TICK_HERTZ / 4;

    /** A hundred people who run come near to some 250 chunks a second: in a quarter of a core. */
    private static final double LOAD_GOAL_MICROS = 1_000;

    /** A tick lets go of some four chunks at most: in a quarter of it. */
    private static final double UNLOAD_GOAL_MICROS = 1_000;

    private static final int CHUNKS = 500;
    /** In the order in which they are taken: the first start finds nothing in the system's cache that it did not write. */
    private static final int STARTS = 3;

    private final Path folder;
    private final WorldLoad load;
    private final ObjectNode report;
    private final Consumer<String> log;

    /** @param report gets the figures; @param log is told what is under way */
    WorldRun(Path folder, WorldLoad load, ObjectNode report, Consumer<String> log) {
        this.folder = folder;
        this.load = load;
        this.report = report;
        this.log = log;
    }

    void measure() throws IOException, InterruptedException {
        Machine.describe(folder, report.putObject("machine"));
        measureTable();
        Path store = folder.resolve("store");
        make(store);
        measureStarts(store);
        measureWorld(store);
    }

    void measureTable() throws IOException {
        log.accept("memory of " + load.resident() + " entities");
        try (Child probe = Child.start(TableProbe.class, List.of())) {
            JsonNode memory = probe.ask("memory " + load.resident());
            ObjectNode figures = report.putObject("memory");
            figures.set("entities", memory.path("entities"));
            putAtMost(figures, "bytesEach", memory.path("liveBytesEach").asDouble(), BYTES_GOAL);
            figures.set("reckonedBytesEach", memory.path("reckonedBytesEach"));
        }
        log.accept("movement of " + load.moving() + " entities");
        try (Child probe = Child.start(TableProbe.class, List.of())) {
            JsonNode moved = probe.ask("move " + load.moving() + " " + load.ticks());
            ObjectNode figures = report.putObject("movement");
            figures.setAll((ObjectNode) moved);
            double cores = moved.path("cpuNanosEach").asDouble() * 1e6 * Rules.TICK_HERTZ / 1e9;
            putAtMost(figures, "coresForAMillion", cores, CORES_GOAL);
        }
    }

    void make(Path store) throws IOException {
        log.accept("making a world of " + load.stored() + " entities");
        try (Child probe = Child.start(WorldProbe.class, List.of(store.toString()))) {
            ObjectNode figures = report.putObject("stored");
            figures.setAll((ObjectNode) probe.ask("make " + load.stored()));
        }
    }

    private void measureStarts(Path store) throws IOException, InterruptedException {
        log.accept("starting the server");
        ObjectNode figures = report.putObject("start");
        double slowest = 0;
        for (int i = 0; i < STARTS; i++) {
            ServerStart.Started started = ServerStart.measure(store, folder);
            slowest = Math.max(slowest, started.readyMs());
            figures.withArray("readyMsOfEach").add(started.readyMs());
            figures.withArray("cpuMsOfEach").add(started.cpuMs());
            ObjectNode parts = figures.withArray("partsMsOfEach").addObject();
            started.partsMs().forEach(parts::put);
            figures.put("residentMb", started.residentMb());
        }
        putAtMost(figures, "readyMs", slowest, START_GOAL_MS);
    }

    void measureWorld(Path store) throws IOException {
        try (Child probe = Child.start(WorldProbe.class, List.of(store.toString()))) {
            log.accept("loading chunks and letting go of them");
            ObjectNode chunks = report.putObject("chunks");
            chunks.setAll((ObjectNode) probe.ask("chunks " + CHUNKS));
            double loadMicros = p50Micros(chunks, "readAndDecode") + p50Micros(chunks, "insert");
            putAtMost(chunks, "loadMicros", loadMicros, LOAD_GOAL_MICROS);
            putAtMost(chunks, "unloadMicros", p50Micros(chunks, "letGo"), UNLOAD_GOAL_MICROS);
            log.accept("ticks without loading, and with");
            probe.ask("serve " + load.regions());
            ObjectNode figures = report.putObject("ticks");
            JsonNode quiet = probe.ask("ticks " + load.seconds() + " 0");
            JsonNode loading = probe.ask("ticks " + load.seconds() + " " + WorldProbe.CHUNKS_PER_SECOND);
            figures.set("quiet", quiet);
            figures.set("whileLoading", loading);
            double added = loading.path("slowestP50Ms").asDouble()
                    - quiet.path("slowestP50Ms").asDouble();
            putAtMost(figures, "addedMs", round(added), ADDED_MS_GOAL);
        }
    }

    private static double p50Micros(JsonNode figures, String name) {
        return figures.path(name).path("p50Micros").asDouble();
    }
}
