package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Connections of one foreign stack, in a process of their own ({@code clients/interop/main.mjs}). Ends with this process at the latest. */
final class ClientProcess implements AutoCloseable {
    /** Where {@code clients/interop} is: the launcher says. */
    static final String FOLDER_PROPERTY = "sekai.interop";

    /**
     * What a process is to do.
     *
     * @param isRough whether the link loses datagrams
     * @param stays whether it only connects, and then stays until it is killed
     */
    record Order(Stack stack, URI server, int connections, boolean isRough, boolean stays) {}

    private final Process process;
    private final CompletableFuture<JsonNode> result = new CompletableFuture<>();

    private ClientProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::readResult);
    }

    /** @param within a command that runs another in some surroundings, or nothing */
    static ClientProcess start(List<String> within, Order order) throws IOException {
        List<String> command = new ArrayList<>(within);
        command.add("node");
        command.add(folder().resolve("main.mjs").toString());
        command.add(order.stack.text());
        command.add(order.server.toString());
        command.addAll(List.of("--connections", Integer.toString(order.connections)));
        command.addAll(List.of("--window", Integer.toString(order.stack.window())));
        if (order.isRough) {
            command.add("--rough");
        }
        if (order.stays) {
            command.add("--stay");
        }
        // Its standard input stays open as long as this process lives, and its own life hangs on that.
        return new ClientProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static Path folder() throws IOException {
        String told = System.getProperty(FOLDER_PROPERTY);
        if (told == null || !Files.isDirectory(Path.of(told, "node_modules"))) {
            throw new IOException(
                    "the foreign stacks are not installed: start the check with ./sekai, which does that");
        }
        return Path.of(told);
    }

    private void readResult() {
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            if (line == null) {
                throw new EOFException();
            }
            result.complete(new ObjectMapper().readTree(line));
        } catch (IOException e) {
            result.completeExceptionally(e);
        }
    }

    /** @throws IOException if the process ended without one, or took too long */
    JsonNode result(Duration patience) throws IOException, InterruptedException {
        try {
            return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the process ended without a result; what it had to say stands above", e);
        } catch (TimeoutException e) {
            throw new IOException("the process had no result after " + patience.toSeconds() + " s", e);
        }
    }

    /** kill -9 for it and all that it started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
