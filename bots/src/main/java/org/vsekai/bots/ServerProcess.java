package org.vsekai.bots;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real server as a child process: the Java runtime, flags and class path of this process with the server's main class, so
 * that the child's pid is the server's own. Ends with this process at the latest.
 */
final class ServerProcess {
    /** @param http where its page is; @param udp HOST:PORT of its UDP port */
    record Ready(URI http, String udp) {}

    /** The server did not come up; the message says what it said. */
    static final class DidNotStartException extends Exception {
        private static final long serialVersionUID = 1;

        DidNotStartException(String message) {
            super(message);
        }
    }

    private static final String MAIN = "org.vsekai.server.Main";
    private static final Pattern READY = Pattern.compile("ready (http://\\S+) udp (\\S+)");

    private final Process process;
    private final long startedAtNanos;
    private final Ready ready;

    private ServerProcess(Process process, long startedAtNanos, Ready ready) {
        this.process = process;
        this.startedAtNanos = startedAtNanos;
        this.ready = ready;
    }

    /** Starts a server and waits until people can join. What it says on standard error is added to the log. */
    static ServerProcess start(List<String> arguments, Path log, Duration patience)
            throws IOException, InterruptedException, DidNotStartException {
        long startedAt = System.nanoTime();
        Process process = new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Thread reaper = new Thread(() -> process.toHandle().destroyForcibly());
        Runtime.getRuntime().addShutdownHook(reaper);
        var unused = process.onExit().thenRun(() -> forget(reaper));
        var ready = new CompletableFuture<Ready>();
        Thread.ofVirtual().start(() -> readOutput(process, ready));
        try {
            return new ServerProcess(process, startedAt, ready.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.toHandle().destroyForcibly();
            throw new DidNotStartException(
                    "the server was not ready within " + patience.toSeconds() + " s; what it said is in " + log);
        }
    }

    Ready ready() {
        return ready;
    }

    /** {@link System#nanoTime} just before the process was made. */
    long startedAtNanos() {
        return startedAtNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9, and waits for the end. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Asks it to stop; its exit code, or -1 if it did not within the time and had to be killed. */
    int stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return process.exitValue();
        }
        kill();
        return -1;
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElseGet(() ->
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-javaagent") && !flag.startsWith("-agentlib")) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(arguments);
        return command;
    }

    private static void readOutput(Process process, CompletableFuture<Ready> ready) {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    ready.complete(new Ready(URI.create(matcher.group(1)), matcher.group(2)));
                }
            }
        } catch (IOException e) {
            // A killed process closes its pipe as it likes: the end of the output either way.
        }
        ready.completeExceptionally(new IOException("ended before it was ready"));
    }

    private static void forget(Thread reaper) {
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            // This process is ending itself.
        }
    }
}
