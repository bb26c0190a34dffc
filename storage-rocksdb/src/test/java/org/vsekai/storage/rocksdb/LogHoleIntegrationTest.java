package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * A power cut between two logs: the end of the older one was not on the disk yet, the newer one was. No group behind such a
 * hole may come back without those in it.
 */
class LogHoleIntegrationTest {
    private static final int VALUE_SIZE = 20_000;

    /** Writes into the newer log, and writes at the end of the older one that are lost. */
    private static final int FEW = 5;

    @TempDir
    Path folder;

    /** How long the older log was after each write into it. */
    private final List<Long> ends = new ArrayList<>();

    private Path cut = Path.of("");
    private Path older = Path.of("");
    private int written;

    /**
     * @param used logs that were in use before, whose files RocksDB then takes again
     * @param isVerified whether the logs name the ends of those before
     */
    private void writeTwoLogs(int used, boolean isVerified) throws RocksDBException, IOException {
        NativeLibrary.load(null);
        Path whole = Files.createDirectory(folder.resolve("whole"));
        cut = Files.createDirectory(folder.resolve("cut"));
        RocksDatabase.open(whole, TestStores.OPTIONS).close();
        try (var options = new NativeOptions(TestStores.OPTIONS, !isVerified);
                var waiting = new FlushOptions().setWaitForFlush(true);
                RocksDB db = RocksDB.open(options.options, whole.toString())) {
            for (int i = 0; i < used; i++) {
                put(db, 2 * FEW);
                db.flush(waiting);
            }
            db.pauseBackgroundWork(); // So that the older log is still needed.
            Path first = newestLog(whole);
            while (newestLog(whole).equals(first)) {
                put(db, 1);
                ends.add(Files.size(first));
            }
            put(db, FEW - 1);
            db.syncWal();
            try (Stream<Path> files = Files.list(whole)) {
                for (Path file : files.toList()) {
                    Files.copy(file, cut.resolve(file.getFileName()));
                }
            }
            older = cut.resolve(first.getFileName());
            db.continueBackgroundWork();
        }
        ends.removeLast(); // The write that began the newer log.
    }

    private void put(RocksDB db, int times) throws RocksDBException {
        for (int i = 0; i < times; i++) {
            db.put(ByteBuffer.allocate(Integer.BYTES).putInt(written++).array(), new byte[VALUE_SIZE]);
        }
    }

    @Test
    void theReplayStopsAtTheHole() throws RocksDBException, IOException {
        writeTwoLogs(0, true);
        int kept = ends.size() - FEW;
        truncate(ends.get(kept - 1));
        try (var options = new NativeOptions(TestStores.OPTIONS, false)) {
            assertThat(found(options.options)).isEqualTo(kept);
        }
    }

    /** What the option is for: RocksDB by itself goes on behind the hole. */
    @Test
    void withoutTheNamedEndTheHoleIsNotNoticed() throws RocksDBException, IOException {
        writeTwoLogs(0, true);
        truncate(ends.get(ends.size() - FEW - 1));
        try (var plain = new Options().setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)) {
            assertThat(found(plain)).isEqualTo(written - FEW);
        }
    }

    /** Also in files that are used again, in which the end of the log isn't the end of the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 8})
    void whereNothingIsMissingBothLogsAreReplayed(int used) throws RocksDBException, IOException {
        writeTwoLogs(used, true);
        try (var options = new NativeOptions(TestStores.OPTIONS, false)) {
            assertThat(found(options.options)).isEqualTo(written);
        }
    }

    /** By a build before the option was set. */
    @Test
    void logsThatDoNotNameAnEndAreReplayed() throws RocksDBException, IOException {
        writeTwoLogs(6, false);
        try (var options = new NativeOptions(TestStores.OPTIONS, false)) {
            assertThat(found(options.options)).isEqualTo(written);
        }
    }

    private int found(Options options) throws RocksDBException {
        int count = 0;
        try (RocksDB db = RocksDB.open(options, cut.toString());
                var all = db.newIterator()) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                count++;
            }
        }
        return count;
    }

    private void truncate(long size) throws IOException {
        try (FileChannel log = FileChannel.open(older, StandardOpenOption.WRITE)) {
            log.truncate(size);
        }
    }

    private static Path newestLog(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }
}
