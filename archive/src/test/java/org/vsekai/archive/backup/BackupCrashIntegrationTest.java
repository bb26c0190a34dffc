package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.Fate;
import org.vsekai.storage.disk.FaultyDisk;
import org.vsekai.storage.disk.PowerCut;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;

/** The power goes, or the disk refuses, at every single operation of two backups: what counts is whole, and the next one goes on. */
@Timeout(120)
class BackupCrashIntegrationTest {
    private static final Path SET = Path.of("/sets/main");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RocksDatabase store;

    @SuppressWarnings("NullAway.Init")
    private PlayedWorld world;

    @BeforeEach
    void play() {
        store = RocksDatabase.open(folder, RocksOptions.DEFAULT);
        world = new PlayedWorld(store, 42, BackupFixture.BEGINNING);
        world.join();
        world.play(80);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPowerCutAnywhereLeavesNothingThatCountsAndIsNotWhole() {
        long operations = countOperations();
        for (long at = 1; at <= operations; at++) {
            for (Fate fate : List.of(Fate.LOSE_ALL, Fate.KEEP_ALL, Fate.of(at))) {
                FaultyDisk disk = new FaultyDisk().crashAt(at);
                List<Backup> made = backUpTwice(disk);
                assertThat(made).hasSizeLessThan(2);
                checkAfter(disk.crash(fate), made);
            }
        }
    }

    @Test
    void aFailingDiskAnywhereIsSaidAndNothingIsLost() {
        long operations = countOperations();
        for (long at = 1; at <= operations; at++) {
            FaultyDisk disk = new FaultyDisk().failAt(at);
            List<Backup> made = backUpTwice(disk);
            checkAfter(disk.restart(), made);
        }
    }

    private long countOperations() {
        FaultyDisk whole = new FaultyDisk();
        assertThat(backUpTwice(whole)).hasSize(2);
        return whole.operations();
    }

    private List<Backup> backUpTwice(Disk disk) {
        List<Backup> made = new ArrayList<>();
        try {
            made.add(create(disk));
            made.add(create(disk));
        } catch (PowerCut | ArchiveException trouble) {
            assertThat(trouble).hasMessageMatching("(?s).+");
        }
        return made;
    }

    private Backup create(Disk disk) {
        return new BackupCreation(
                        store, PlayedWorld.NAME, new BackupSet(disk, SET), new SecureRandom(), world::unixMillis)
                .create(false);
    }

    private void checkAfter(FaultyDisk disk, List<Backup> made) {
        create(disk);
        BackupSet set = new BackupSet(disk, SET);
        assertThat(new SetVerification(set).run().findings()).isEmpty();
        assertThat(set.items().stream().map(item -> ((Backup) item).header()).toList())
                .containsAll(made.stream().map(Backup::header).toList());
        ChainReader reader = new ChainReader(disk, set.chains().getLast());
        assertThat(List.copyOf(reader.region(RegionId.SPAWN, reader.all(), reader.avatars(reader.all()))
                        .things()
                        .things()))
                .isEqualTo(world.state().things());
    }
}
