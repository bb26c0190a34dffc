package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

class RocksOpenIntegrationTest {
    private static final int COMMITS = 50;

    @TempDir
    Path parent;

    @TempDir
    Path elsewhere;

    @Test
    void aNewStoreIsMadeWithItsFoldersAndFoundAgain() throws IOException {
        Path folder = parent.resolve("deep/store");
        fill(folder);
        assertThat(folder.resolve(StoreFolder.FORMAT_FILE)).hasContent("V-Sekai store on RocksDB\nformat 1\n");
        assertHolds(folder);
    }

    @Test
    void versionsAreNotUsedAgainAfterReopening() {
        long last = 0;
        for (int i = 0; i < 4; i++) {
            try (var database = RocksDatabase.open(parent, TestStores.OPTIONS)) {
                long version = commit(database, "a");
                assertThat(version).isGreaterThan(last);
                last = version;
            }
        }
    }

    @Test
    void aCreationThatWasCutShortIsTakenUpAgain() throws IOException {
        fill(parent);
        Files.move(parent.resolve(StoreFolder.FORMAT_FILE), parent.resolve(StoreFolder.CREATING_FILE));
        assertHolds(parent);
        assertThat(parent.resolve(StoreFolder.FORMAT_FILE)).exists();
    }

    @Test
    void aStoreInUseIsRefused() {
        try (var database = RocksDatabase.open(parent, TestStores.OPTIONS)) {
            assertCannotOpen(parent).hasMessageContaining("in use").hasMessageContaining(parent.toString());
            commit(database, "a");
        }
    }

    @Test
    void aStoreInUseByAnotherProcessIsRefused() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillWriter.class.getName(),
                        parent.toString(),
                        "1",
                        Long.toString(Long.MAX_VALUE),
                        BrokenWrite.NONE.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = other.getInputStream()) {
            assertThat(out.read()).as("a byte of its first acknowledgement").isNotNegative();
            assertCannotOpen(parent).hasMessageContaining("in use by another process");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aForeignFolderIsRefusedAndNotTouched() throws IOException {
        Files.writeString(parent.resolve("holiday.jpg"), "a picture");
        assertCannotOpen(parent).hasMessageContaining("holiday.jpg").hasMessageContaining("empty or new folder");
        try (Stream<Path> content = Files.list(parent)) {
            assertThat(content).hasSize(1);
        }
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "text");
        assertCannotOpen(file).hasMessageContaining("is a file");
        assertCannotOpen(file.resolve("inside")).hasMessageContaining("can't be used");
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        fill(parent);
        Files.writeString(parent.resolve(StoreFolder.FORMAT_FILE), "V-Sekai store on RocksDB\nformat 2\n");
        assertCannotOpen(parent).hasMessageContaining("format 2").hasMessageContaining("newer version");
    }

    @Test
    void anUnreadableFormatFileIsDamage() throws IOException {
        fill(parent);
        for (String nonsense : List.of("", "format", "V-Sekai store on RocksDB\nformat 0\n", "x".repeat(5_000))) {
            Files.writeString(parent.resolve(StoreFolder.FORMAT_FILE), nonsense);
            assertCannotOpen(parent).hasMessageContaining("damaged").hasMessageContaining(StoreFolder.FORMAT_FILE);
        }
    }

    @Test
    void missingAndDamagedFilesAreNamed() throws IOException {
        fill(parent);
        Path manifest = only("MANIFEST-");
        byte[] sound = Files.readAllBytes(manifest);
        Files.write(manifest, new byte[sound.length]);
        assertCannotOpen(parent).hasMessageContaining("damaged").hasMessageContaining("backup");
        Files.delete(manifest);
        assertCannotOpen(parent).hasMessageContaining("damaged").hasMessageContaining(manifest.getFileName() + "");
        Files.write(manifest, sound);
        Path current = parent.resolve("CURRENT");
        byte[] name = Files.readAllBytes(current);
        Files.delete(current);
        assertCannotOpen(parent).hasMessageContaining("damaged").hasMessageContaining("CURRENT");
        Files.write(current, name);
        assertHolds(parent);
    }

    /**
     * RocksDB replays its log up to the first damaged record and drops the rest without a word: acknowledged commits would be
     * gone. The store knows better, from the version it last acknowledged.
     */
    @Test
    void aLogDamagedBeforeItsEndIsNoticed() throws IOException {
        fillAndDie();
        Path log = only(".log");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write("damage".getBytes(StandardCharsets.US_ASCII));
        }
        assertCannotOpen(parent)
                .hasMessageContaining("damaged")
                .hasMessageContaining("acknowledged")
                .hasMessageContaining("log");
        Files.delete(parent.resolve(AcknowledgedVersion.FILE_NAME));
        try (var database = RocksDatabase.open(parent, TestStores.OPTIONS)) {
            assertThat(database.statistics().committedVersion()).isPositive();
        }
    }

    @Test
    void aCleanCloseLeavesNoLogToReplay() throws IOException {
        fillAndDie();
        assertHolds(parent); // Replays, and closes.
        try (Stream<Path> files = Files.list(parent)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.write(log, new byte[0]);
            }
        }
        assertHolds(parent);
    }

    /** Between RocksDB's manifest and its first log. */
    @Test
    void aCreationThatWasCutShortInsideRocksDbIsTakenUpAgain() throws IOException {
        fillAndDie();
        Files.move(parent.resolve(StoreFolder.FORMAT_FILE), parent.resolve(StoreFolder.CREATING_FILE));
        Files.delete(parent.resolve(AcknowledgedVersion.FILE_NAME));
        try (Stream<Path> files = Files.list(parent)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.delete(log);
            }
        }
        try (var database = RocksDatabase.open(parent, TestStores.OPTIONS)) {
            commit(database, "a");
        }
    }

    @Test
    void aDeletedLogIsNoticed() throws IOException {
        fillAndDie();
        Files.delete(only(".log"));
        assertCannotOpen(parent).hasMessageContaining("damaged").hasMessageContaining("log");
    }

    @Test
    void aFullDiskIsRefusedAtOpening() {
        assertThatThrownBy(() -> RocksDatabase.open(parent, TestStores.OPTIONS.withMinFreeBytes(Long.MAX_VALUE)))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("minFreeBytes");
        fill(parent);
    }

    private static void fill(Path folder) {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS)) {
            commitAll(database);
        }
    }

    private static void commitAll(RocksDatabase database) {
        for (int i = 0; i < COMMITS; i++) {
            commit(database, "key" + i);
        }
    }

    /** Leaves the folder as a killed process does: with a log to replay. */
    private void fillAndDie() throws IOException {
        Path living = elsewhere.resolve("living");
        try (var database = RocksDatabase.open(living, TestStores.OPTIONS)) {
            commitAll(database);
            try (Stream<Path> files = Files.list(living)) {
                for (Path file : files.toList()) {
                    Files.copy(file, parent.resolve(file.getFileName()));
                }
            }
        }
    }

    private static void assertHolds(Path folder) {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS);
                var tx = database.begin(TransactionOptions.DEFAULT)) {
            for (int i = 0; i < COMMITS; i++) {
                byte[] key = ("key" + i).getBytes(StandardCharsets.US_ASCII);
                assertThat(RetryLoop.await(tx.get(key))).isEqualTo(key);
            }
        }
    }

    private static long commit(RocksDatabase database, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            tx.set(bytes, bytes);
            RetryLoop.await(tx.commit());
            return tx.committedVersion();
        }
    }

    private Path only(String part) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertCannotOpen(Path folder) {
        return assertThatThrownBy(() -> RocksDatabase.open(folder, TestStores.OPTIONS))
                .isInstanceOf(CannotOpenException.class);
    }
}
