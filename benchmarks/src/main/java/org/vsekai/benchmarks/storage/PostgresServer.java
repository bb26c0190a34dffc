package org.vsekai.benchmarks.storage;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the benchmark's own, in a folder, on a Unix socket there. It refuses to run as root; then it runs as the
 * user {@code postgres}, or {@code nobody}.
 */
final class PostgresServer implements AutoCloseable {
    private static final Path DEBIANS_VERSIONS = Path.of("/usr/lib/postgresql");
    private static final List<String> PROGRAMS = List.of("initdb", "postgres", "pgbench");
    private static final String SETPRIV = "/usr/bin/setpriv";
    private static final long PATIENCE_SECONDS = 60;
    private static final long POLL_MILLIS = 20;
    /** Of {@code postmaster.pid}: "ready" once it takes connections. */
    private static final int STATUS_LINE = 7;

    private static final long MICROS_PER_CLOCK_TICK = 10_000;
    /** utime, stime, then both of the children that have ended: proc_pid_stat(5), counted after the command. */
    private static final int UTIME = 11;

    private static final int CUTIME = 13;

    private final Path folder;
    private final Path programs;
    private final @Nullable String user;
    private @Nullable Process process;

    private PostgresServer(Path folder, Path programs, @Nullable String user) {
        this.folder = folder;
        this.programs = programs;
        this.user = user;
    }

    /** Where PostgreSQL's programs are, the newest version's where there are several; null where it is not installed. */
    static @Nullable Path installed() {
        Stream<Path> onPath = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
        return Stream.concat(onPath, debiansFolders().stream())
                .filter(PostgresServer::hasAll)
                .findFirst()
                .orElse(null);
    }

    private static List<Path> debiansFolders() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIANS_VERSIONS)) {
            versions.forEach(version -> folders.add(version.resolve("bin")));
        } catch (IOException absent) {
            return List.of();
        }
        folders.sort(Comparator.<Path>naturalOrder().reversed());
        return folders;
    }

    /** Debian's pgbench on the path is a wrapper that serves as well. */
    private static boolean hasAll(Path folder) {
        return PROGRAMS.stream().allMatch(program -> Files.isExecutable(folder.resolve(program)));
    }

    /** @param folder made here, of a user who can run the server */
    static PostgresServer start(Path folder, Path programs, List<String> settings)
            throws IOException, InterruptedException {
        Files.createDirectory(folder);
        String user = userToRunAs(folder);
        var server = new PostgresServer(folder, programs, user);
        server.run(
                "initdb", List.of("-D", server.data(), "-A", "trust", "-U", "sekai", "-E", "UTF8", "--locale=C", "-N"));
        server.startProcess(settings);
        return server;
    }

    private static @Nullable String userToRunAs(Path folder) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return null;
        }
        if (!Files.isExecutable(Path.of(SETPRIV))) {
            throw new IOException("PostgreSQL refuses to run as root, and there is no " + SETPRIV);
        }
        var users = folder.getFileSystem().getUserPrincipalLookupService();
        UserPrincipal user;
        try {
            user = users.lookupPrincipalByName("postgres");
        } catch (UserPrincipalNotFoundException none) {
            user = users.lookupPrincipalByName("nobody");
        }
        Files.setOwner(folder, user);
        return user.getName();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void startProcess(List<String> settings) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-k", folder.toString(), "-h", ""));
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        Process started = start("postgres", arguments);
        process = started;
        // Where the benchmark is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
        Path status = folder.resolve("data/postmaster.pid");
        for (int polls = 0; !isReady(status); polls++) {
            if (!started.isAlive() || polls * POLL_MILLIS > PATIENCE_SECONDS * 1_000) {
                close();
                throw new IOException("PostgreSQL did not start: " + log("postgres"));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isReady(Path status) throws IOException {
        try {
            List<String> lines = Files.readAllLines(status);
            return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
        } catch (NoSuchFileException notYet) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    /** Runs a program that is installed with the server to its end, and returns what it said. */
    String run(String program, List<String> arguments) throws IOException, InterruptedException {
        int code = start(program, arguments).waitFor();
        if (code != 0) {
            throw new IOException(program + " failed: " + log(program));
        }
        return log(program);
    }

    private Process start(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (user != null) {
            command.addAll(List.of(SETPRIV, "--reuid", user, "--regid", user, "--clear-groups", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PGHOST", folder.toString());
        builder.environment().put("PGUSER", "sekai");
        builder.environment().put("PGDATABASE", "postgres");
        return builder.redirectOutput(logFile(program).toFile()).start();
    }

    private Path logFile(String program) {
        return folder.resolve(program + ".out");
    }

    private String log(String program) throws IOException {
        return Files.readString(logFile(program)).strip();
    }

    /** CPU of the server and all its processes so far: exact once those that served clients have ended. */
    long cpuMicros() throws IOException {
        Process running = process;
        if (running == null) {
            return 0;
        }
        long micros = cpuMicros(running.pid());
        for (ProcessHandle child : running.children().toList()) {
            micros += cpuMicros(child.pid());
        }
        return micros;
    }

    /** CPU of this process's children that have ended. */
    static long cpuMicrosOfEndedChildren() throws IOException {
        return ticks(Path.of("/proc/self/stat"), CUTIME, CUTIME + 2) * MICROS_PER_CLOCK_TICK;
    }

    private static long cpuMicros(long pid) throws IOException {
        return ticks(Path.of("/proc/" + pid + "/stat"), UTIME, CUTIME + 2) * MICROS_PER_CLOCK_TICK;
    }

    private static long ticks(Path stat, int from, int beyond) throws IOException {
        try {
            String line = Files.readString(stat);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Arrays.stream(fields, from, beyond)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    /** How many processes serve: those that serve clients end a moment after the clients. */
    long processes() {
        Process running = process;
        return running == null ? 0 : running.children().count();
    }

    @Override
    public void close() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }
}
