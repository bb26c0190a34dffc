package org.vsekai.benchmarks.measuring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of the benchmark's: commands go in by lines, and each is answered by one line of JSON. */
public final class Child implements AutoCloseable {
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final long PATIENCE_SECONDS = 10;

    /** Longer than any command takes: so a run ends, whatever hangs. */
    private static final long LONGEST_ANSWER_SECONDS = 900;

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private final ObjectMapper json = new ObjectMapper();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        commands = process.outputWriter();
        answers = process.inputReader();
    }

    /** Whether processes can be pinned here. */
    public static boolean canPin() {
        return Files.isExecutable(TASKSET);
    }

    public static Child start(Class<?> main, List<String> arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /** @param core the only one that the process may use, where {@link #canPin} */
    public static Child start(Class<?> main, int core, List<String> arguments) throws IOException {
        List<String> pinned = canPin() ? List.of(TASKSET.toString(), "-c", String.valueOf(core)) : List.of();
        return start(pinned, main, arguments);
    }

    private static Child start(List<String> prefix, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new Child(
                main.getSimpleName(),
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** @throws IOException if the process has ended, or answers that it could not */
    public JsonNode ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String line = answerWithin(LONGEST_ANSWER_SECONDS);
        if (line == null) {
            throw new IOException(name + " ended while it was asked to '" + command + "'");
        }
        JsonNode answer = json.readTree(line);
        if (answer.has("error")) {
            throw new IOException(name + " could not '" + command + "': "
                    + answer.path("error").asText());
        }
        return answer;
    }

    private @Nullable String answerWithin(long seconds) throws IOException {
        CompletableFuture<Void> patience = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
        try {
            return answers.readLine();
        } finally {
            patience.cancel(false);
        }
    }

    /** As {@code kill -9} does; returns when the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The end of its input is the end of the process. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
