package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link ScenarioMain} in other surroundings, with the Java runtime, flags and class path of this process. */
final class ScenarioProcess implements AutoCloseable {
    private static final String READY = "ready ";

    private final Process process;
    private final BufferedReader out;
    private final URI url;

    private ScenarioProcess(Process process) throws IOException {
        this.process = process;
        out = process.inputReader();
        String line = readLine();
        if (!line.startsWith(READY)) {
            throw new IOException("the server says: " + line);
        }
        url = URI.create(line.substring(READY.length()));
    }

    /** @param within a command that runs another in some surroundings */
    static ScenarioProcess start(List<String> within, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(within);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScenarioMain.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new ScenarioProcess(process);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private String readLine() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new EOFException("the server ended; what it had to say stands above");
        }
        return line;
    }

    URI url() {
        return url;
    }

    /** Asks it to end, and takes what it counted. */
    JsonNode stop() throws IOException {
        process.getOutputStream().close();
        return new ObjectMapper().readTree(readLine());
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
