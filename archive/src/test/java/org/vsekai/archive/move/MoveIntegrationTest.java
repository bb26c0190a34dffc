package org.vsekai.archive.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.FaultyDisk;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.WorldKeys;

/** Worlds between real stores. Archives lie on a disk in memory, but for one. */
class MoveIntegrationTest {
    private static final Scope MAIN = new Scope.World(Play.WORLD);
    private static final Scope ALL = new Scope.All();
    private static final Path FILE = Path.of("/main.sekai");
    private static final MoveListener SILENT = MoveListener.SILENT;

    @TempDir
    Path folder;

    private Database source;

    @BeforeEach
    void open() {
        source = store("source");
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void whatIsImportedHasTheChecksumOfWhatWasExportedAndIsTheSameWorld() throws InterruptedException {
        List<String> tokens = Play.people(source, 3);
        Path file = folder.resolve("main.sekai");
        Moved exported = Export.run(source, MAIN, Disk.real(), file, SILENT);
        assertThat(exported.content().pairs()).isGreaterThan(50);
        assertThat(folder.toFile().list()).doesNotContain("main.sekai" + Export.UNFINISHED);
        try (Database target = store("target")) {
            Import archive = Import.check(Disk.real(), file, SILENT);
            assertThat(archive.scope()).isEqualTo(MAIN);
            assertThat(archive.into(target, false).content()).isEqualTo(exported.content());
            assertThat(Play.pairs(target)).isEqualTo(Play.pairs(source));
            assertThat(Export.run(target, MAIN, Disk.real(), folder.resolve("again.sekai"), SILENT)
                            .content())
                    .isEqualTo(exported.content());
            assertThat(folder.resolve("again.sekai")).hasSameBinaryContentAs(file);
            var world = Play.open(target);
            assertThat(world.players().findByToken(tokens.get(2)))
                    .hasValueSatisfying(player -> assertThat(player.name()).isEqualTo("Guest 3"));
        }
    }

    @Test
    void aCopyHasTheChecksumOfItsSource() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, Play.WORLD, 40, 30_000, 1);
        try (Database target = store("target")) {
            Moved copied = Copy.run(source, target, MAIN, false, SILENT);
            assertThat(copied.isResumed()).isFalse();
            assertThat(Play.pairs(target)).isEqualTo(Play.pairs(source));
            assertThat(export(target, MAIN).content()).isEqualTo(copied.content());
        }
    }

    @Test
    void aWholeStoreMovesWithWhatIsInNoWorld() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, "other", 3, 100, 1);
        put(source, WorldKeys.of("other").world(), new byte[] {1});
        put(source, new byte[] {}, new byte[] {2});
        put(source, new byte[] {(byte) 0xFE, (byte) 0xFF}, new byte[] {});
        var disk = new FaultyDisk();
        Moved exported = Export.run(source, ALL, disk, FILE, SILENT);
        try (Database target = store("target")) {
            assertThat(Import.check(disk, FILE, SILENT).into(target, false).content())
                    .isEqualTo(exported.content());
            assertThat(Play.pairs(target)).isEqualTo(Play.pairs(source));
        }
        try (Database target = store("one")) {
            Copy.run(source, target, MAIN, false, SILENT);
            assertThat(export(target, ALL).content())
                    .isEqualTo(export(source, MAIN).content());
        }
    }

    @Test
    void aCopyThatIsCutShortAnywhereIsNoWorldAndGoesOn() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, Play.WORLD, 60, 30_000, 2);
        Content whole = export(source, ALL).content();
        try (Database target = store("target")) {
            var counting = new CuttingDatabase(target, 0, false);
            Copy.run(source, counting, MAIN, false, SILENT);
            int transactions = counting.transactions();
            assertThat(transactions).isGreaterThan(8);
            int resumed = 0;
            for (int cut = 1; cut <= transactions; cut++) {
                resumed += copyCutShort(target, new CuttingDatabase(target, cut, false), cut > 1);
                if (cut < transactions) {
                    resumed += copyCutShort(target, new CuttingDatabase(target, cut, true), true);
                }
                assertThat(export(target, ALL).content()).isEqualTo(whole);
            }
            assertThat(resumed).isGreaterThan(transactions);
        }
    }

    /** Into an empty target; 1 where the second run had something to go on with. */
    private int copyCutShort(Database target, Database cutting, boolean isBegun) {
        target.run(transaction -> {
            transaction.clearRange(ALL.keys().begin(), ALL.keys().end());
            return true;
        });
        assertThatThrownBy(() -> Copy.run(source, cutting, MAIN, false, SILENT))
                .isInstanceOf(Interrupting.CutShort.class);
        if (isBegun) {
            assertThatThrownBy(() -> Play.open(target))
                    .isInstanceOf(CannotOpenException.class)
                    .hasMessageContaining("not complete")
                    .hasMessageContaining("Run that again");
        }
        return Copy.run(source, target, MAIN, false, SILENT).isResumed() ? 1 : 0;
    }

    @Test
    void anImportGoesOnOnlyWithWhatItBeganWith() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, Play.WORLD, 60, 30_000, 3);
        var disk = new FaultyDisk();
        Export.run(source, MAIN, disk, FILE, SILENT);
        put(source, Tuple.of("sekai", Play.WORLD, "filler", 1).pack(), new byte[] {1});
        Path other = Path.of("/other.sekai");
        Moved later = Export.run(source, MAIN, disk, other, SILENT);
        try (Database target = store("target")) {
            var cut = new Interrupting(MoveListener.Step.MOVING, 2);
            assertThatThrownBy(() -> Import.check(disk, FILE, cut).into(target, false))
                    .isInstanceOf(Interrupting.CutShort.class);
            assertThatThrownBy(() -> Import.check(disk, other, SILENT).into(target, false))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("part of something else")
                    .hasMessageContaining("--restart");
            assertThat(Import.check(disk, other, SILENT).into(target, true).content())
                    .isEqualTo(later.content());
            assertThat(export(target, ALL).content())
                    .isEqualTo(export(source, ALL).content());
        }
    }

    @Test
    void refusesATargetThatHoldsSomethingAndChangesNothing() throws InterruptedException {
        Play.people(source, 1);
        var disk = new FaultyDisk();
        Export.run(source, MAIN, disk, FILE, SILENT);
        try (Database target = store("target")) {
            put(target, Tuple.of("sekai", Play.WORLD, "player", 1).pack(), new byte[] {1});
            Content before = export(target, ALL).content();
            for (boolean restart : new boolean[] {false, true}) {
                assertThatThrownBy(() -> Import.check(disk, FILE, SILENT).into(target, restart))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("not empty")
                        .hasMessageContaining("player")
                        .hasMessageContaining("Nothing was changed");
                assertThatThrownBy(() -> Copy.run(source, target, MAIN, restart, SILENT))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("not empty");
            }
            assertThat(export(target, ALL).content()).isEqualTo(before);
        }
        try (Database target = store("neighbour")) {
            put(target, Tuple.of("sekai", "other", "world").pack(), new byte[] {1});
            Import.check(disk, FILE, SILENT).into(target, false);
            assertThatThrownBy(() -> Copy.run(source, target, ALL, false, SILENT))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("not empty");
        }
    }

    @Test
    void aWorldThatIsNotThereIsNamedWithThoseThatAre() throws InterruptedException {
        assertThatThrownBy(() -> export(source, MAIN))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("no world \"main\"")
                .hasMessageContaining("none at all");
        Play.people(source, 1);
        assertThatThrownBy(() -> export(source, new Scope.World("mian")))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("it holds main");
    }

    @Test
    void whatIsReadWhileAServerRunsIsNotTaken() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, Play.WORLD, 60, 30_000, 4);
        var joins = new MoveListener() {
            @Override
            public void onProgress(Step step, long pairs, long bytes) {
                if (step == Step.MOVING) {
                    Play.open(source).players().createGuest("Late");
                }
            }

            @Override
            public void onNote(String sentence) {}
        };
        var disk = new FaultyDisk();
        assertThatThrownBy(() -> Export.run(source, MAIN, disk, FILE, joins))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("changed while it was read")
                .hasMessageContaining("players 1")
                .hasMessageContaining("Stop the server");
        assertThat(disk.exists(FILE)).isFalse();
        try (Database target = store("target")) {
            assertThatThrownBy(() -> Copy.run(source, target, MAIN, false, joins))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("changed while it was read");
            assertThatThrownBy(() -> Play.open(target)).isInstanceOf(CannotOpenException.class);
            assertThatThrownBy(() -> export(target, ALL))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("only come in part");
            Copy.run(source, target, MAIN, true, SILENT);
            assertThat(export(target, ALL).content())
                    .isEqualTo(export(source, ALL).content());
        }
        assertThat(Export.run(source, MAIN, disk, FILE, SILENT).isResumed()).isFalse();
    }

    @Test
    void twoThatWriteIntoOneTargetDoNotMix() throws InterruptedException {
        Play.people(source, 1);
        Play.filler(source, Play.WORLD, 60, 30_000, 5);
        try (Database target = store("target")) {
            var meanwhile = new MoveListener() {
                private boolean isDone;

                @Override
                public void onProgress(Step step, long pairs, long bytes) {
                    if (!isDone) {
                        isDone = true;
                        Copy.run(source, target, MAIN, false, SILENT);
                    }
                }

                @Override
                public void onNote(String sentence) {}
            };
            assertThatThrownBy(() -> Copy.run(source, target, MAIN, false, meanwhile))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("somebody else writes");
            assertThat(export(target, ALL).content())
                    .isEqualTo(export(source, ALL).content());
        }
    }

    private static Moved export(Database database, Scope scope) {
        return Export.run(database, scope, new FaultyDisk(), FILE, SILENT);
    }

    private Database store(String name) {
        return RocksDatabase.open(folder.resolve(name), RocksOptions.DEFAULT);
    }

    private static void put(Database database, byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return true;
        });
    }
}
