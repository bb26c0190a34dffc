package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * RocksDB writes its log past our {@code Disk}, so a power cut is played on what it wrote: a store's files are taken as they
 * are after some commits, and its log is cut, zeroed or damaged at places all over it. As long as what is left holds the last
 * commit that {@code ACKNOWLEDGED} knows of, the store must open with the first so many commits, each whole; otherwise it must
 * be refused as damaged.
 */
class LogTailIntegrationTest {
    private static final int COMMITS = 5;

    /** Places besides those next to the end of a commit's record. */
    private static final int PLACES = 12;

    @TempDir
    Path folder;

    private final List<Commit> commits = new ArrayList<>();
    private Map<String, byte[]> files = Map.of();
    private String logName = "";
    private byte[] log = {};
    private int copies;

    /** @param logEnd how long the log was after it */
    private record Commit(long version, int logEnd) {}

    @FunctionalInterface
    private interface Harm {
        byte[] to(byte[] log, int place);
    }

    @BeforeEach
    void write() throws IOException {
        Path original = folder.resolve("original");
        try (var database = RocksDatabase.open(original, TestStores.OPTIONS)) {
            logName = names(original)
                    .filter(name -> name.endsWith(".log"))
                    .max(String::compareTo)
                    .orElseThrow();
            for (int number = 1; number <= COMMITS; number++) {
                long version = commit(database, number);
                commits.add(new Commit(version, (int) Files.size(original.resolve(logName))));
            }
            files = names(original)
                    .filter(name -> !name.equals("LOCK"))
                    .collect(Collectors.toMap(name -> name, name -> read(original.resolve(name))));
        }
        log = files.getOrDefault(logName, log);
        assertThat(log).hasSize(commits.getLast().logEnd());
    }

    @Test
    void aLogThatEndsEarlyHoldsTheCommitsBefore() throws IOException {
        everywhere(Arrays::copyOf, true);
    }

    /** The size of the file was written, its bytes were not. */
    @Test
    void aLogThatEndsInZerosHoldsTheCommitsBefore() throws IOException {
        everywhere(
                (whole, place) -> {
                    byte[] zeroed = whole.clone();
                    Arrays.fill(zeroed, place, zeroed.length, (byte) 0);
                    return zeroed;
                },
                false);
    }

    @Test
    void aLogThatEndsInNonsenseHoldsTheCommitsBefore() throws IOException {
        everywhere(
                (whole, place) -> {
                    byte[] nonsense = new SplitMix64(place).nextBytes(whole.length - place);
                    byte[] damaged = whole.clone();
                    System.arraycopy(nonsense, 0, damaged, place, nonsense.length);
                    return damaged;
                },
                false);
    }

    @Test
    void aLogWithOneBadByteHoldsTheCommitsBefore() throws IOException {
        everywhere(
                (whole, place) -> {
                    byte[] damaged = whole.clone();
                    if (place < damaged.length) {
                        damaged[place] ^= 0x40;
                    }
                    return damaged;
                },
                false);
    }

    /** @param mayNotBeRefused whether what was never acknowledged must not keep the store from opening */
    private void everywhere(Harm harm, boolean mayNotBeRefused) throws IOException {
        int opened = 0;
        for (int place : places()) {
            byte[] left = harm.to(log, place);
            int whole = (int) commits.stream()
                    .filter(commit -> commit.logEnd() <= place || Arrays.equals(left, log))
                    .count();
            for (int known : new TreeSet<>(List.of(whole / 2, whole))) {
                Map<String, String> state = stateOf(left, known);
                assertThat(state == null || isAfter(whole, state))
                        .as("the log spoilt at %s, %s commits whole: %s", place, whole, state)
                        .isTrue();
                assertThat(state != null || !mayNotBeRefused)
                        .as("cut at %s with %s of %s commits acknowledged, it opens", place, known, whole)
                        .isTrue();
                opened += state == null ? 0 : 1;
            }
            if (whole < COMMITS) {
                assertThat(stateOf(left, whole + 1))
                        .as("spoilt at %s, the acknowledged commit %s is lost and that is said", place, whole + 1)
                        .isNull();
            }
        }
        assertThat(opened).isGreaterThan(PLACES);
    }

    /** The ends of commits, the bytes before them, and others by chance. */
    private TreeSet<Integer> places() {
        var places = new TreeSet<Integer>();
        for (Commit commit : commits) {
            places.addAll(List.of(commit.logEnd() - 1, commit.logEnd()));
        }
        var random = new SplitMix64(7);
        while (places.size() < 2 * COMMITS + PLACES) {
            places.add(random.nextInt(log.length));
        }
        return places;
    }

    /** What a store with that log holds, or null where it is refused as damaged. */
    private @Nullable Map<String, String> stateOf(byte[] left, int acknowledged) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy" + copies++));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(copy.resolve(file.getKey()), file.getValue());
        }
        Files.write(copy.resolve(logName), left);
        long version = acknowledged == 0 ? 0 : commits.get(acknowledged - 1).version();
        Files.write(
                copy.resolve(AcknowledgedVersion.FILE_NAME),
                ByteBuffer.allocate(Long.BYTES).putLong(version).array());
        try (var database = RocksDatabase.open(copy, TestStores.OPTIONS)) {
            var state = new TreeMap<String, String>();
            for (KeyValue pair : database.run(tx -> RetryLoop.await(tx.getRange(key(""), key("~"))))) {
                state.put(text(pair.key()), text(pair.value()));
            }
            return state;
        } catch (CannotOpenException refused) {
            assertThat(refused).hasMessageContaining("damaged");
            return null;
        }
    }

    /** The n-th commit puts its number under two keys, and clears what the one before put. */
    private static long commit(RocksDatabase database, int number) {
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            tx.set(key("last"), key("" + number));
            tx.set(key("only" + number), key("x".repeat(10 * number)));
            tx.clear(key("only" + (number - 1)));
            RetryLoop.await(tx.commit());
            return tx.committedVersion();
        }
    }

    private static boolean isAfter(int number, Map<String, String> state) {
        return state.equals(
                number == 0 ? Map.of() : Map.of("last", "" + number, "only" + number, "x".repeat(10 * number)));
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
