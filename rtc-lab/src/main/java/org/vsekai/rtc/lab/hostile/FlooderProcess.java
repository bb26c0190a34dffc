package org.vsekai.rtc.lab.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Flooder} at work; it stops by itself. */
final class FlooderProcess implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 128;
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final BufferedReader answers;

    /** Returns when the first datagrams leave. */
    FlooderProcess(int port, int perSecond, int seconds, List<String> usernames) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flooder.class.getName(),
                        String.valueOf(port),
                        String.valueOf(perSecond),
                        String.valueOf(seconds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        try (Writer names = process.outputWriter()) {
            names.write(String.join("\n", usernames) + "\n\n");
        }
        if (!"started".equals(answers.readLine())) {
            close();
            throw new IOException("the flooder does not start");
        }
    }

    /** Waits for its end. */
    double sentPerSecond() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the flooder ended without a word");
        }
        String[] words = line.split(" ", -1);
        return Long.parseLong(words[0]) * 1e9 / Long.parseLong(words[1]);
    }

    @Override
    public void close() {
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
