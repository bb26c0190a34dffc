package org.vsekai.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultyDiskTest {
    private static final Path FOLDER = Path.of("/data");

    private static final Path FILE = FOLDER.resolve("file");

    private static final Path OTHER = FOLDER.resolve("other");

    private final FaultyDisk disk = new FaultyDisk();

    @Test
    void whatIsSyncedWithItsNameSurvives() throws IOException {
        write(disk, FILE, "abc", true);
        disk.syncFolder(FOLDER);
        assertThat(outcomes(disk, FILE)).containsExactly("abc");
    }

    @Test
    void aSyncedFileWithoutASyncedNameMayBeGoneButIsNotTorn() throws IOException {
        write(disk, FILE, "abc", true);
        assertThat(outcomes(disk, FILE)).containsExactlyInAnyOrder("absent", "abc");
    }

    @Test
    void unsyncedBytesAreCutAtAnyByteOrReadAsZeros() throws IOException {
        write(disk, FILE, "ab", true);
        disk.syncFolder(FOLDER);
        append(disk, FILE, "cd");
        assertThat(outcomes(disk, FILE)).containsExactlyInAnyOrder("ab", "abc", "abcd", "ab0", "ab00", "abc0");
    }

    @Test
    void filesAreLostApartFromEachOther() throws IOException {
        write(disk, FILE, "", true);
        write(disk, OTHER, "", true);
        disk.syncFolder(FOLDER);
        append(disk, FILE, "1");
        append(disk, OTHER, "2");
        Set<String> both = new HashSet<>();
        Fate.forEach(fate -> {
            FaultyDisk left = disk.crash(fate);
            both.add(text(left, FILE) + "," + text(left, OTHER));
        });
        assertThat(both).contains(",", "1,", ",2", "1,2");
    }

    @Test
    void aRenameIsDoneOrNotAndNeverHalf() throws IOException {
        write(disk, FILE, "old", true);
        write(disk, OTHER, "new", true);
        disk.syncFolder(FOLDER);
        disk.rename(OTHER, FILE);
        Set<String> seen = new HashSet<>();
        Fate.forEach(fate -> {
            FaultyDisk left = disk.crash(fate);
            seen.add(text(left, FILE) + "," + text(left, OTHER));
        });
        assertThat(seen).containsExactlyInAnyOrder("old,new", "new,absent");
        FaultyDisk next = disk.restart();
        next.syncFolder(FOLDER);
        assertThat(outcomes(next, FILE)).containsExactly("new");
    }

    @Test
    void aDeletedFileMayComeBackUntilItsFolderIsSynced() throws IOException {
        write(disk, FILE, "abc", true);
        disk.syncFolder(FOLDER);
        disk.delete(FILE);
        assertThat(disk.exists(FILE)).isFalse();
        assertThat(outcomes(disk, FILE)).containsExactlyInAnyOrder("absent", "abc");
    }

    @Test
    void aSyncAfterAFailedOneProvesNothing() throws IOException {
        disk.createFolders(FOLDER);
        AppendFile file = disk.create(FILE);
        disk.syncFolder(FOLDER);
        file.append(bytes("ab"));
        disk.failAt(disk.operations() + 1);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.sync();
        assertThat(text(disk, FILE)).isEqualTo("ab");
        assertThat(text(disk.crash(Fate.LOSE_ALL), FILE)).isEmpty();
    }

    @Test
    void foldersMadeWithTheirParentsSurvive() throws IOException {
        disk.createFolders(FOLDER.resolve("a/b"));
        assertThat(disk.crash(Fate.LOSE_ALL).isFolder(FOLDER.resolve("a/b"))).isTrue();
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        disk.limit(4);
        write(disk, FILE, "abc", true);
        assertThatThrownBy(() -> append(disk, FILE, "def")).hasMessageContaining("No space");
        assertThat(text(disk, FILE)).isEqualTo("abcd");
        assertThat(disk.usableBytes(FOLDER)).isZero();
    }

    @Test
    void anOperationFailsOnceOrFromThenOn() throws IOException {
        disk.createFolders(FOLDER);
        disk.failAt(disk.operations() + 1);
        assertThatThrownBy(() -> disk.create(FILE)).isInstanceOf(IOException.class);
        assertThat(disk.exists(FILE)).isFalse();
        AppendFile file = disk.create(FILE);
        disk.failFrom(disk.operations() + 1);
        assertThatThrownBy(() -> file.append(bytes("abcd"))).isInstanceOf(IOException.class);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.list(FOLDER)).isInstanceOf(IOException.class);
    }

    @Test
    void nothingWorksWithoutPower() throws IOException {
        disk.createFolders(FOLDER);
        AppendFile file = disk.create(FILE);
        disk.crashAt(disk.operations() + 2);
        file.append(bytes("a"));
        assertThatThrownBy(file::sync).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> disk.exists(FOLDER)).isInstanceOf(PowerCut.class);
    }

    @Test
    void theDeathOfAProcessLosesNothingButADeathOfTheMachineLaterMay() throws IOException {
        write(disk, FILE, "abc", false);
        FaultyDisk next = disk.restart();
        assertThat(text(next, FILE)).isEqualTo("abc");
        assertThatThrownBy(() -> disk.exists(FILE)).isInstanceOf(PowerCut.class);
        assertThat(outcomes(next, FILE)).contains("absent", "", "a", "abc");
    }

    @Test
    void aCellHasOneOfItsValues() throws IOException {
        disk.createFolders(FOLDER);
        LongCell cell = disk.cell(FILE);
        disk.syncFolder(FOLDER);
        cell.set(5);
        cell.set(7);
        assertThat(disk.cell(FILE).get()).isEqualTo(7);
        Set<Long> seen = new HashSet<>();
        Fate.forEach(fate -> {
            try (LongCell left = disk.crash(fate).cell(FILE)) {
                seen.add(left.get());
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        assertThat(seen).containsExactlyInAnyOrder(0L, 5L, 7L);
    }

    @Test
    void theSameSeedLeavesTheSame() throws IOException {
        write(disk, FILE, "some text that is not synced", false);
        for (long seed = 1; seed < 50; seed++) {
            assertThat(text(disk.crash(Fate.of(seed)), FILE)).isEqualTo(text(disk.crash(Fate.of(seed)), FILE));
        }
        assertThat(outcomes(disk, FILE)).hasSizeGreaterThan(100);
    }

    /** Each file as it may be after a crash; zeros are shown as digits. */
    private static Set<String> outcomes(FaultyDisk disk, Path file) {
        Set<String> seen = new HashSet<>();
        Fate.forEach(fate -> seen.add(text(disk.crash(fate), file)));
        return seen;
    }

    private static String text(FaultyDisk disk, Path file) {
        try {
            return disk.exists(file)
                    ? new String(disk.read(file, 100), StandardCharsets.US_ASCII).replace('\0', '0')
                    : "absent";
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static void write(FaultyDisk disk, Path file, String text, boolean synced) throws IOException {
        disk.createFolders(FOLDER);
        try (AppendFile open = disk.create(file)) {
            open.append(bytes(text));
            if (synced) {
                open.sync();
            }
        }
    }

    private static void append(FaultyDisk disk, Path file, String text) throws IOException {
        try (AppendFile open = disk.append(file)) {
            open.append(bytes(text));
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
