package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.disk.AppendFile;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.Fate;
import org.vsekai.storage.disk.FaultyDisk;
import org.vsekai.storage.disk.PowerCut;

/**
 * Takes the power away before every operation of making a store, and goes through everything that the disk may then hold:
 * the folder must be taken up again or open, never be refused, and never claim to be complete without what RocksDB wrote.
 */
class StoreFolderCrashTest {
    private static final Path FOLDER = Path.of("/worlds/one");

    /** Stands for RocksDB's files, which it syncs together with their names before its opening ends. */
    private static final Path ROCKS_FILE = FOLDER.resolve("CURRENT");

    private static final long VERSION = 42;

    @Test
    void aPowerCutAnywhereInTheMakingOfAStoreIsTakenUpAgain() {
        long operations = operationsOf(StoreFolderCrashTest::open);
        int ways = 0;
        for (long cut = 1; cut <= operations; cut++) {
            long at = cut;
            ways += Fate.forEach(fate -> assertOpens(cutAt(new FaultyDisk(), at).crash(fate)));
        }
        assertThat(operations).isGreaterThan(10);
        assertThat(ways).isGreaterThan(500);
    }

    /** The process dies first, so that what it left unsynced is found by the next one, and then the power goes. */
    @Test
    void aKillAndThenAPowerCutAreTakenUpAgain() {
        long operations = operationsOf(StoreFolderCrashTest::open);
        for (long kill = 1; kill <= operations; kill++) {
            for (long cut = 1; cut <= operations; cut++) {
                FaultyDisk second = cutAt(cutAt(new FaultyDisk(), kill).restart(), cut);
                assertOpens(second.crash(Fate.LOSE_ALL));
                assertOpens(second.crash(Fate.KEEP_ALL));
                for (long seed = 1; seed <= 20; seed++) {
                    assertOpens(second.crash(Fate.of(seed)));
                }
            }
        }
    }

    @Test
    void aCompleteStoreIsThereAfterAPowerCut() {
        Fate.forEach(fate -> {
            var disk = new FaultyDisk();
            open(disk);
            FaultyDisk left = disk.crash(fate);
            assertThat(StoreFolder.enter(left, FOLDER).isNew()).isFalse();
            assertThat(left.exists(ROCKS_FILE)).isTrue();
        });
    }

    @Test
    void anAcknowledgedVersionIsNeverNewerThanWhatWasAcknowledged() throws IOException {
        var disk = new FaultyDisk();
        open(disk);
        try (var acknowledged = AcknowledgedVersion.open(disk, FOLDER)) {
            acknowledged.advanceTo(VERSION + 1);
        }
        Fate.forEach(fate -> {
            try (var left = AcknowledgedVersion.open(disk.crash(fate), FOLDER)) {
                assertThat(left.get()).isIn(0L, VERSION, VERSION + 1);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** The message names the folder, nothing foreign is blamed, and the next try succeeds. */
    @Test
    void anErrorOfTheDiskAnywhereIsReportedAndTheNextTrySucceeds() {
        long operations = operationsOf(StoreFolderCrashTest::open);
        for (long failing = 1; failing <= operations; failing++) {
            FaultyDisk disk = new FaultyDisk().failAt(failing);
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOfAny(CannotOpenException.class, UncheckedIOException.class)
                    .hasMessageContaining("Input/output error");
            assertOpens(disk.restart());
        }
    }

    @Test
    void aFullDiskIsReportedAndTheNextTrySucceeds() {
        for (int bytes = 0; bytes < 45; bytes++) {
            FaultyDisk disk = new FaultyDisk().limit(bytes);
            assertThatThrownBy(() -> open(disk)).hasMessageContaining("No space left");
            assertOpens(disk.restart());
        }
    }

    private static void assertOpens(FaultyDisk disk) {
        StoreFolder folder = StoreFolder.enter(disk, FOLDER);
        if (!folder.isNew()) {
            assertThat(disk.exists(ROCKS_FILE))
                    .as("a store that says it is complete")
                    .isTrue();
        }
        open(disk);
        assertThat(StoreFolder.enter(disk, FOLDER).isNew()).isFalse();
    }

    private static FaultyDisk cutAt(FaultyDisk disk, long operation) {
        disk.crashAt(operation);
        try {
            open(disk);
        } catch (PowerCut off) {
            return disk;
        }
        return disk;
    }

    private static long operationsOf(Consumer<FaultyDisk> work) {
        var disk = new FaultyDisk();
        work.accept(disk);
        return disk.operations();
    }

    /** As {@link RocksDatabase#open} does it, and one acknowledged commit. */
    private static void open(Disk disk) {
        StoreFolder folder = StoreFolder.enter(disk, FOLDER);
        try {
            openRocks(disk);
            try (var acknowledged = AcknowledgedVersion.open(disk, folder.path())) {
                if (folder.isNew()) {
                    folder.created();
                }
                acknowledged.advanceTo(VERSION);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void openRocks(Disk disk) throws IOException {
        if (!disk.exists(ROCKS_FILE)) {
            Path temporary = FOLDER.resolve("000001.dbtmp");
            try (AppendFile file = disk.create(temporary)) {
                file.append(ByteBuffer.wrap("MANIFEST".getBytes(StandardCharsets.US_ASCII)));
                file.sync();
            }
            disk.rename(temporary, ROCKS_FILE);
        }
        disk.syncFolder(FOLDER);
    }
}
