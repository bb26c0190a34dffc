package org.vsekai.benchmarks.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * PostgreSQL at SERIALIZABLE, asked by pgbench: prepared statements over a Unix socket, one statement for all reads of a
 * transaction and one for all its writes. So neither a Java client nor needless round trips count against it. No
 * checkpoint falls into the rounds.
 */
final class PostgresPeer implements Peer {
    /**
     * Many more than there are clients: SERIALIZABLE notes 50 conflicts for each connection that there may be (predicate.c), and on a
     * slow disk and few keys every open transaction conflicts with hundreds of others.
     */
    private static final int MAX_CONNECTIONS = 4_000;

    private static final List<String> SETTINGS = List.of(
            "shared_buffers=256MB",
            "max_connections=" + MAX_CONNECTIONS,
            "default_transaction_isolation=serializable",
            "fsync=on",
            "synchronous_commit=on",
            "max_wal_size=8GB",
            "checkpoint_timeout=1h",
            "log_checkpoints=off");

    private static final Pattern RATE =
            Pattern.compile("^tps = ([0-9.]+) \\(without initial connection time\\)", Pattern.MULTILINE);
    private static final Pattern DONE =
            Pattern.compile("^number of transactions actually processed: ([0-9]+)", Pattern.MULTILINE);
    private static final Pattern RETRIES = Pattern.compile("^total number of retries: ([0-9]+)", Pattern.MULTILINE);
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int WARM_UP_SECONDS = 1;
    private static final long POLL_MILLIS = 10;
    private static final int POLLS = 100;

    private final PostgresServer server;
    private final String version;
    private final long idleProcesses;
    private int keys;

    PostgresPeer(Path folder, Path programs) throws IOException, InterruptedException {
        server = PostgresServer.start(folder, programs, SETTINGS);
        idleProcesses = server.processes();
        version = server.run("pgbench", List.of("--version")).replaceAll("[^0-9.]*([0-9.]+).*", "$1");
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String settings() {
        return "PostgreSQL " + version
                + " at SERIALIZABLE, synchronous_commit, 256 MB of shared buffers; pgbench with prepared statements "
                + "over a Unix socket, one statement for the reads and one for the writes";
    }

    @Override
    public void load(int count) throws IOException, InterruptedException {
        keys = count;
        Path script = script("load", String.format(Locale.ROOT, """
                create table kv (k bigint primary key, v text not null);
                insert into kv select k, left(md5(k::text) || md5((k + 1)::text) || repeat('.', 100), 100)
                  from generate_series(0, %d - 1) as k;
                vacuum analyze kv;
                checkpoint;
                """, count));
        server.run("pgbench", List.of("-n", "-c", "1", "-t", "1", "-f", script.toString()));
    }

    @Override
    public Round transactions(int clients, int seconds) throws IOException, InterruptedException {
        return run(clients, seconds, String.format(Locale.ROOT, """
                \\set a random(0, %1$d - 1)
                \\set b random(0, %1$d - 1)
                \\set c random(0, %1$d - 1)
                \\set d random(0, %1$d - 1)
                \\set e random(0, %1$d - 1)
                \\set r random(0, 1000000000)
                begin;
                select v from kv where k in (:a, :b);
                update kv set v = left(md5(:r::text) || repeat('.', 100), 100) where k in (:c, :d, :e);
                commit;
                """, keys));
    }

    @Override
    public Round pointReads(int seconds) throws IOException, InterruptedException {
        return run(1, seconds, String.format(Locale.ROOT, """
                \\set a random(0, %d - 1)
                select v from kv where k = :a;
                """, keys));
    }

    @Override
    public Round rangeReads(int pairs, int seconds) throws IOException, InterruptedException {
        return run(1, seconds, String.format(Locale.ROOT, """
                \\set a random(0, %d)
                select k, v from kv where k >= :a order by k limit %d;
                """, Math.max(1, keys - pairs), pairs));
    }

    private Round run(int clients, int seconds, String sql) throws IOException, InterruptedException {
        Path script = script("round", sql);
        List<String> arguments = new ArrayList<>(List.of("-n", "-M", "prepared", "-f", script.toString()));
        int threads = Math.min(clients, Runtime.getRuntime().availableProcessors());
        arguments.addAll(List.of("-c", String.valueOf(clients), "-j", String.valueOf(threads), "--max-tries", "0"));
        server.run("pgbench", with(arguments, "-T", String.valueOf(WARM_UP_SECONDS)));
        long cpuBefore = cpuMicros();
        String said = server.run("pgbench", with(arguments, "-T", String.valueOf(seconds), "-l"));
        double cpu = cpuMicros() - cpuBefore;
        Histogram latencies = takeLatencies();
        return new Round(
                number(RATE, said),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                cpu / Math.max(1, number(DONE, said)),
                number(RETRIES, said));
    }

    private static List<String> with(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toList();
    }

    private Path script(String name, String sql) throws IOException {
        return Files.writeString(server.folder().resolve(name + ".sql"), sql);
    }

    private static double number(Pattern pattern, String said) throws IOException {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IOException("pgbench did not say what was expected (" + pattern + "): " + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** Of the server and of pgbench, which is this process's only child that ends in a round. */
    private long cpuMicros() throws IOException, InterruptedException {
        for (int polls = 0; server.processes() > idleProcesses && polls < POLLS; polls++) {
            Thread.sleep(POLL_MILLIS);
        }
        return server.cpuMicros() + PostgresServer.cpuMicrosOfEndedChildren();
    }

    /** pgbench writes a file for each of its threads, a line for each transaction: client, number, microseconds, ... */
    private Histogram takeLatencies() throws IOException {
        var latencies = new Histogram(LONGEST_MICROS, 2);
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(server.folder(), "pgbench_log.*")) {
            for (Path log : logs) {
                for (String line : Files.readAllLines(log)) {
                    String micros = line.split(" ", 4)[2];
                    if (Character.isDigit(micros.charAt(0))) {
                        latencies.recordValue(Math.min(LONGEST_MICROS, Long.parseLong(micros)));
                    }
                }
                Files.delete(log);
            }
        }
        return latencies;
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
