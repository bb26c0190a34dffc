package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.vsekai.benchmarks.measuring.Figures;

/**
 * What this process has used so far: CPU of each kind of thread, in the kernel and outside, and bytes allocated. Linux only,
 * from {@code /proc} (proc_pid_stat(5)), in steps of 10 ms a thread.
 */
final class ProcessMeter {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path STATUS = Path.of("/proc/self/status");
    /** USER_HZ, which is 100 on every Linux that Java runs on. */
    private static final long MICROS_PER_CLOCK_TICK = 10_000;
    /** Fields 14 and 15 of the line, counted from the one after the command's closing parenthesis, which is field 3. */
    private static final int UTIME = 11;

    private static final int STIME = 12;

    /** Kinds of threads, by the beginning of their names (the kernel keeps 15 letters of those). */
    enum Kind {
        EVENT_LOOP("rtc-port"),
        TICK("tick"),
        HANDSHAKE("rtc-handshake"),
        COLLECTOR("Z", "GC ", "G1 "),
        COMPILER("C1 ", "C2 ");

        private final List<String> prefixes;

        Kind(String... prefixes) {
            this.prefixes = List.of(prefixes);
        }

        private boolean claims(String thread) {
            return prefixes.stream().anyMatch(thread::startsWith);
        }
    }

    /** @param userMicros outside the kernel; @param kernelMicros within */
    private record Cpu(long userMicros, long kernelMicros) {
        Cpu plus(Cpu other) {
            return new Cpu(userMicros + other.userMicros, kernelMicros + other.kernelMicros);
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** CPU of the whole process between two readings, in the kernel and outside. */
    static long cpuMicros(JsonNode before, JsonNode after) {
        return Figures.used(before, after, "userMicros") + Figures.used(before, after, "kernelMicros");
    }

    static long cpuMicros(JsonNode before, JsonNode after, Kind kind) {
        return Figures.used(before, after, kind + ".userMicros") + Figures.used(before, after, kind + ".kernelMicros");
    }

    /** Cumulative figures; the difference of two is what was used between. */
    ObjectNode read() throws IOException {
        Map<Kind, Cpu> byKind = new EnumMap<>(Kind.class);
        Cpu total = cpuOf(PROCESS);
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                Cpu cpu = cpuOf(task);
                for (Kind kind : kindsOf(task)) {
                    byKind.merge(kind, cpu, Cpu::plus);
                }
            }
        }
        ObjectNode figures = json.createObjectNode();
        figures.put("userMicros", total.userMicros);
        figures.put("kernelMicros", total.kernelMicros);
        for (Kind kind : Kind.values()) {
            Cpu cpu = byKind.getOrDefault(kind, new Cpu(0, 0));
            figures.put(kind + ".userMicros", cpu.userMicros);
            figures.put(kind + ".kernelMicros", cpu.kernelMicros);
            figures.put(kind + ".allocatedBytes", allocatedBytes(kind));
        }
        return figures;
    }

    private static Cpu cpuOf(Path task) throws IOException {
        try {
            String line = Files.readString(task.resolve("stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return new Cpu(
                    Long.parseLong(fields[UTIME]) * MICROS_PER_CLOCK_TICK,
                    Long.parseLong(fields[STIME]) * MICROS_PER_CLOCK_TICK);
        } catch (NoSuchFileException ended) {
            return new Cpu(0, 0);
        }
    }

    private static List<Kind> kindsOf(Path task) throws IOException {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            return List.of(Kind.values()).stream()
                    .filter(kind -> kind.claims(name))
                    .toList();
        } catch (NoSuchFileException ended) {
            return List.of();
        }
    }

    private long allocatedBytes(Kind kind) {
        long bytes = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && kind.claims(info.getThreadName())) {
                bytes += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
        }
        return bytes;
    }

    /** Resident memory of the process, heap and all. */
    static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }
}
