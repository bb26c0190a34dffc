package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.TransactionOptions;

/** Kills a writing process as {@code kill -9} does and looks for what it had acknowledged. Says nothing about power loss. */
class RocksKillIntegrationTest {
    private static final int KILLS = 5;

    private static final int ACKNOWLEDGEMENTS_PER_KILL = 300;

    @TempDir
    Path folder;

    private final long[] acknowledged = new long[KillWriter.WRITERS];

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsTorn() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            writeAndKill(kill);
            long newestVersion = assertNothingIsLostOrTorn();
            assertThat(newestVersion).isPositive();
        }
    }

    private void writeAndKill(int kill) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillWriter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            int enough = ACKNOWLEDGEMENTS_PER_KILL + 37 * kill;
            for (int seen = 0; seen < enough; seen++) {
                note(Objects.requireNonNull(out.readLine(), "the writer ended by itself"));
            }
            // By the handle: the process's own method closes its output. What it said before it died counts as well; a
            // line cut short does not.
            process.toHandle().destroyForcibly();
            String rest = out.readAllAsString();
            rest.substring(0, rest.lastIndexOf('\n') + 1).lines().forEach(this::note);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void note(String line) {
        String[] words = line.split(" ", 3);
        int writer = Integer.parseInt(words[1]);
        acknowledged[writer] = Math.max(acknowledged[writer], Long.parseLong(words[2]));
    }

    private long assertNothingIsLostOrTorn() {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS);
                var tx = database.begin(TransactionOptions.DEFAULT)) {
            for (int writer = 0; writer < KillWriter.WRITERS; writer++) {
                long first = number(RetryLoop.await(tx.get(KillWriter.key(writer, 0))));
                assertThat(first).as("writer %s", writer).isBetween(acknowledged[writer], acknowledged[writer] + 1);
                for (int i = 1; i < KillWriter.KEYS; i++) {
                    assertThat(number(RetryLoop.await(tx.get(KillWriter.key(writer, i)))))
                            .isEqualTo(first);
                }
            }
            return RetryLoop.await(tx.readVersion());
        }
    }

    private static long number(byte @Nullable [] value) {
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }
}
