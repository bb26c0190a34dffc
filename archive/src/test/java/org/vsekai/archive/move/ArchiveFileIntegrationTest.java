package org.vsekai.archive.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Database;
import org.vsekai.storage.disk.AppendFile;
import org.vsekai.storage.disk.Fate;
import org.vsekai.storage.disk.FaultyDisk;
import org.vsekai.storage.disk.PowerCut;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.WorldKeys;

/** Archives on a disk that fails, and archives that somebody has damaged. The world in them is one for all tests. */
class ArchiveFileIntegrationTest {
    private static final Scope SCOPE = new Scope.World("w");
    private static final Path FILE = Path.of("/w.sekai");
    private static final Path UNFINISHED = Path.of("/w.sekai" + Export.UNFINISHED);
    private static final MoveListener SILENT = MoveListener.SILENT;

    @TempDir
    static Path folder;

    private static Database source;
    private static byte[] archive;
    private static Content content;

    @BeforeAll
    static void export() throws IOException {
        source = RocksDatabase.open(folder.resolve("source"), RocksOptions.DEFAULT);
        Play.filler(source, "w", 45, 40_000, 7);
        source.run(transaction -> {
            transaction.set(WorldKeys.of("w").world(), new byte[] {1});
            return true;
        });
        var disk = new FaultyDisk();
        content = Export.run(source, SCOPE, disk, FILE, SILENT).content();
        archive = disk.read(FILE, Integer.MAX_VALUE);
        assertThat(archive.length).isGreaterThan(3 * ArchiveFormat.BLOCK_BYTES);
    }

    @AfterAll
    static void close() {
        source.close();
    }

    @Test
    void anExportThatIsCutShortAtAnyBlockGoesOnBehindIt() throws IOException {
        for (MoveListener.Step step : new MoveListener.Step[] {MoveListener.Step.MOVING, MoveListener.Step.VERIFYING}) {
            for (int block = 1; block <= 3; block++) {
                var disk = new FaultyDisk();
                var cut = new Interrupting(step, block);
                assertThatThrownBy(() -> Export.run(source, SCOPE, disk, FILE, cut))
                        .isInstanceOf(Interrupting.CutShort.class);
                assertThat(disk.exists(FILE)).isFalse();
                var second = new Interrupting(step, 0);
                Moved moved = Export.run(source, SCOPE, disk, FILE, second);
                assertThat(moved.isResumed()).isTrue();
                assertThat(second.notes()).singleElement().asString().contains("goes on");
                assertThat(disk.read(FILE, Integer.MAX_VALUE)).isEqualTo(archive);
            }
        }
    }

    @Test
    void afterAPowerCutAtAnyOperationTheArchiveIsWholeOrHasAnotherName() throws IOException {
        var uncut = new FaultyDisk();
        Export.run(source, SCOPE, uncut, FILE, SILENT);
        for (long operation = 1; operation <= uncut.operations(); operation++) {
            for (long seed = 0; seed < 2; seed++) {
                var disk = new FaultyDisk().crashAt(operation);
                assertThatThrownBy(() -> Export.run(source, SCOPE, disk, FILE, SILENT))
                        .isInstanceOf(PowerCut.class);
                FaultyDisk after = disk.crash(Fate.of(seed * 1_000 + operation));
                if (!after.exists(FILE)) {
                    Export.run(source, SCOPE, after, FILE, SILENT);
                }
                assertThat(after.read(FILE, Integer.MAX_VALUE))
                        .as("cut at %d, seed %d", operation, seed)
                        .isEqualTo(archive);
            }
        }
    }

    @Test
    void aDiskThatFailsIsNamedAndTheNextRunGoesOn() throws IOException {
        var uncut = new FaultyDisk();
        Export.run(source, SCOPE, uncut, FILE, SILENT);
        for (long operation = 1; operation <= uncut.operations(); operation++) {
            var disk = new FaultyDisk().failAt(operation);
            assertThatThrownBy(() -> Export.run(source, SCOPE, disk, FILE, SILENT))
                    .as("operation " + operation)
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("can't write " + FILE);
            if (!disk.exists(FILE)) {
                Export.run(source, SCOPE, disk, FILE, SILENT);
            }
            assertThat(disk.read(FILE, Integer.MAX_VALUE)).isEqualTo(archive);
        }
        var full = new FaultyDisk().limit(archive.length / 2);
        assertThatThrownBy(() -> Export.run(source, SCOPE, full, FILE, SILENT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("can't write");
        assertThat(Export.run(source, SCOPE, full.limit(Long.MAX_VALUE), FILE, SILENT)
                        .isResumed())
                .isTrue();
        assertThat(full.read(FILE, Integer.MAX_VALUE)).isEqualTo(archive);
    }

    @Test
    void anythingChangedOrMissingInAnArchiveIsFoundAndNamed() throws IOException {
        var random = new SplitMix64(1);
        for (int i = 0; i < 120; i++) {
            byte[] damaged = archive.clone();
            int at = i < 60 ? i : random.nextInt(archive.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(damaged, "byte " + at);
        }
        for (int i = 0; i < 120; i++) {
            int length = i < 40 ? i : random.nextInt(archive.length);
            assertRefused(Arrays.copyOf(archive, length), "cut to " + length);
        }
        assertRefused(Arrays.copyOf(archive, archive.length + 1), "longer");
    }

    @Test
    void aBlockThatWasTakenOutIsFound() throws IOException {
        int second = blockAfter(blockAfter(ArchiveFormat.TITLE_SIZE));
        int third = blockAfter(second);
        byte[] without = new byte[archive.length - (third - second)];
        System.arraycopy(archive, 0, without, 0, second);
        System.arraycopy(archive, third, without, second, archive.length - third);
        assertThatThrownBy(() -> check(without))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("byte " + second)
                .hasMessageContaining("checksum");
    }

    @Test
    void saysWhatAFileIsThatIsNoArchive() throws IOException {
        assertThatThrownBy(() -> check(new byte[100])).hasMessageContaining("/w.sekai is no archive");
        byte[] newer = archive.clone();
        newer[ArchiveFormat.TITLE_SIZE - 1]++;
        assertThatThrownBy(() -> check(newer))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("has format 2")
                .hasMessageContaining("newer version");
        assertThatThrownBy(() -> Import.check(new FaultyDisk(), FILE, SILENT)).hasMessageContaining("no such file");
        byte[] half = Arrays.copyOf(archive, blockAfter(blockAfter(ArchiveFormat.TITLE_SIZE)));
        assertThatThrownBy(() -> check(half))
                .hasMessageContaining("is damaged at byte " + half.length)
                .hasMessageContaining("only part of one")
                .hasMessageContaining("export the world again");
    }

    @Test
    void aKeyOfAnotherWorldIsNotBroughtIn() throws IOException {
        var disk = new FaultyDisk();
        var digest = new ContentDigest();
        byte[] key = Tuple.of("sekai", "other", "world").pack();
        digest.add(key, key);
        try (AppendFile file = disk.create(FILE)) {
            var writer = ArchiveWriter.begin(file, new ArchiveFormat.Header(SCOPE, "made by hand"));
            writer.add(key, key);
            writer.end(digest.content());
        }
        assertThatThrownBy(() -> Import.check(disk, FILE, SILENT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is not of the world \"w\"");
    }

    @Test
    void doesNotWriteOverAFile() throws IOException {
        FaultyDisk disk = with(new byte[] {1});
        assertThatThrownBy(() -> Export.run(source, SCOPE, disk, FILE, SILENT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("is there already");
        assertThat(disk.exists(UNFINISHED)).isFalse();
        assertThat(disk.read(FILE, 1)).containsExactly(1);
    }

    @Test
    void anUnfinishedFileOfSomethingElseIsBegunAgain() throws IOException {
        var disk = new FaultyDisk();
        try (AppendFile file = disk.create(UNFINISHED)) {
            ArchiveWriter.begin(file, new ArchiveFormat.Header(SCOPE, "an earlier state"));
        }
        var listener = new Interrupting(MoveListener.Step.MOVING, 0);
        assertThat(Export.run(source, SCOPE, disk, FILE, listener).isResumed()).isFalse();
        assertThat(listener.notes()).singleElement().asString().contains("begins again");
        assertThat(disk.read(FILE, Integer.MAX_VALUE)).isEqualTo(archive);
    }

    @Test
    void anUnfinishedFileThatOnlyLooksLikeOursIsFoundOutAndRemoved() throws IOException {
        var disk = new FaultyDisk();
        byte[] key = Tuple.of("sekai", "w", "a").pack();
        String identity = StoreSource.open(source, SCOPE).identity();
        try (AppendFile file = disk.create(UNFINISHED)) {
            var writer = ArchiveWriter.begin(file, new ArchiveFormat.Header(SCOPE, identity));
            writer.add(key, key);
            writer.end(new Content(1, 2, ""));
        }
        assertThatThrownBy(() -> Export.run(source, SCOPE, disk, FILE, SILENT))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("give the command again");
        assertThat(disk.exists(FILE) || disk.exists(UNFINISHED)).isFalse();
        Export.run(source, SCOPE, disk, FILE, SILENT);
        assertThat(disk.read(FILE, Integer.MAX_VALUE)).isEqualTo(archive);
    }

    private static void assertRefused(byte[] damaged, String how) throws IOException {
        FaultyDisk disk = with(damaged);
        assertThatThrownBy(() -> Import.check(disk, FILE, SILENT))
                .as(how)
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith(FILE.toString());
    }

    /** Where the block ends that begins there. */
    private static int blockAfter(int offset) {
        return offset
                + ArchiveFormat.BLOCK_PREFIX_SIZE
                + ByteBuffer.wrap(archive).getInt(offset + 1);
    }

    private static Content check(byte[] file) throws IOException {
        return Import.check(with(file), FILE, SILENT).content();
    }

    private static FaultyDisk with(byte[] bytes) throws IOException {
        var disk = new FaultyDisk();
        try (AppendFile file = disk.create(FILE)) {
            file.append(ByteBuffer.wrap(bytes));
        }
        return disk;
    }

    @Test
    void theEndSaysWhatWasExported() throws IOException {
        assertThat(check(archive)).isEqualTo(content);
    }
}
