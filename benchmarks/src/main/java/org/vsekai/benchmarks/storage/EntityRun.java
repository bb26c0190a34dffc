package org.vsekai.benchmarks.storage;

import static org.vsekai.benchmarks.measuring.Figures.putAtMost;
import static org.vsekai.benchmarks.measuring.Figures.round;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vsekai.benchmarks.measuring.Child;

/** A world of entities in processes of their own: loading it, and starting again after an end in good order and after none. */
final class EntityRun {
    private static final int CLEAN_GOAL_MS = 1_000;
    private static final int KILLED_GOAL_MS = 3_000;

    private final Path folder;
    private final int entities;

    EntityRun(Path folder, int entities) {
        this.folder = folder;
        this.entities = entities;
    }

    void measure(ObjectNode report) throws IOException, InterruptedException {
        report.put("entities", entities);
        try (Child store = start()) {
            store.ask("open");
            JsonNode loaded = store.ask("load " + entities);
            double seconds = loaded.path("seconds").asDouble();
            report.put("loadSeconds", round(seconds))
                    .put("loadedPerSecond", Math.round(entities / seconds))
                    .put("loadCpuMicrosEach", round(loaded.path("cpuSeconds").asDouble() * 1e6 / entities));
        }
        report.put("bytesOnDisk", bytesOnDisk());
        try (Child store = start()) {
            putStart(report, "afterCleanStop", store.ask("open"), CLEAN_GOAL_MS);
            JsonNode filled = store.ask("fill " + entities);
            store.kill();
            report.put("logBytesAtKill", filled.path("logBytes").asLong());
        }
        try (Child store = start()) {
            putStart(report, "afterKill", store.ask("open"), KILLED_GOAL_MS);
        }
    }

    private Child start() throws IOException {
        return Child.start(EntityStore.class, List.of(folder.toString()));
    }

    /** From the call that opens the store to its first durable transaction. */
    private static void putStart(ObjectNode report, String name, JsonNode opened, int goalMs) {
        ObjectNode start = report.putObject(name);
        putAtMost(start, "firstCommitMs", opened.path("ms").asDouble(), goalMs);
        start.set("sinceProcessStartMs", opened.path("sinceProcessStartMs"));
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(EntityRun::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
