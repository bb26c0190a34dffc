package org.vsekai.benchmarks.measuring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The child's side of {@link Child}: reads commands until their end. */
public final class CommandLoop {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Carries out one command. */
    @FunctionalInterface
    public interface Commands {
        ObjectNode carryOut(String command, String[] arguments) throws Exception;
    }

    private CommandLoop() {}

    public static ObjectNode ok() {
        return JSON.createObjectNode();
    }

    public static void run(PrintStream answers, Commands commands) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            answers.println(answer(commands, words));
        }
    }

    private static ObjectNode answer(Commands commands, String[] words) {
        String[] arguments = new String[words.length - 1];
        System.arraycopy(words, 1, arguments, 0, arguments.length);
        try {
            return commands.carryOut(words[0], arguments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ok().put("error", "interrupted");
        } catch (Exception e) {
            return ok().put("error", e.toString());
        }
    }
}
