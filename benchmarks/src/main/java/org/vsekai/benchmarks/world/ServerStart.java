package org.vsekai.benchmarks.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real server over a store, from the start of its process until people can join. */
final class ServerStart {
    private static final String MAIN = "org.vsekai.server.Main";
    private static final long PATIENCE_SECONDS = 90;
    private static final Pattern PART = Pattern.compile("sekai_start_seconds\\{part=\"([a-z]+)\"} (\\S+)");

    private ServerStart() {}

    /**
     * @param cpuMs of the process until then, at most some milliseconds more; -1 where the system doesn't tell
     * @param partsMs of the start, by their names, as the server measures them
     * @param residentMb memory of the process, when people could join; -1 where the system doesn't tell
     */
    record Started(long readyMs, long cpuMs, Map<String, Long> partsMs, long residentMb) {}

    /** Starts it with the flags of this process, and stops it in good order. */
    static Started measure(Path store, Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("server.log");
        long before = System.nanoTime();
        Process server = new ProcessBuilder(command(store, folder))
                .redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        CompletableFuture<Void> patience = CompletableFuture.runAsync(
                server::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        try (BufferedReader out = server.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("ready ")) {
                    long millis = (System.nanoTime() - before) / 1_000_000;
                    long cpuMillis = server.info()
                            .totalCpuDuration()
                            .map(Duration::toMillis)
                            .orElse(-1L);
                    return new Started(millis, cpuMillis, partsMs(line.split(" ", 3)[1]), residentMb(server.pid()));
                }
            }
            throw new IOException("the server was not ready; it said: " + Files.readString(said));
        } finally {
            patience.cancel(false);
            stop(server);
        }
    }

    private static List<String> command(Path store, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "serve"));
        command.addAll(List.of("--data", folder.resolve("data").toString(), "--store", "rocksdb:" + store));
        command.addAll(List.of("--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"));
        return command;
    }

    private static Map<String, Long> partsMs(String address) throws IOException {
        Map<String, Long> parts = new TreeMap<>();
        try (InputStream metrics = URI.create(address + "/metrics").toURL().openStream()) {
            Matcher part = PART.matcher(new String(metrics.readAllBytes(), StandardCharsets.UTF_8));
            while (part.find()) {
                parts.put(part.group(1), Math.round(Double.parseDouble(part.group(2)) * 1_000));
            }
        }
        return parts;
    }

    private static long residentMb(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
            }
        }
        return -1;
    }

    private static void stop(Process server) throws InterruptedException {
        server.destroy();
        if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }
}
