package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.PlayedWorld;

/** A set that has suffered says what of it, and gives what is left. */
@Timeout(120)
class DamagedSetIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private BackupFixture fixture;

    @SuppressWarnings("NullAway.Init")
    private PlayedWorld.State atBase;

    @BeforeEach
    void makeThreeBackups() {
        fixture = new BackupFixture(folder);
        fixture.join();
        fixture.play(120);
        fixture.create();
        atBase = fixture.world.state();
        for (int i = 0; i < 2; i++) {
            fixture.play(60);
            fixture.create();
        }
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path file(int index) {
        return ((Backup) fixture.set.items().get(index)).file();
    }

    @Test
    void everyChangedByteIsSeen() throws IOException {
        Path increment = file(2);
        Path base = file(0);
        for (Path file : List.of(base, increment)) {
            byte[] whole = Files.readAllBytes(file);
            int step = Math.max(1, whole.length / 60);
            for (int at = 0; at < whole.length; at += at < 20 || at > whole.length - 40 ? 1 : step) {
                byte[] changed = whole.clone();
                changed[at] ^= 0x10;
                Files.write(file, changed);
                SetVerification.Verified verified = new SetVerification(fixture.set).run();
                assertThat(verified.findings())
                        .as("byte %d of %d", at, whole.length)
                        .anyMatch(finding -> finding.contains(String.valueOf(file.getFileName())));
                assertThat(verified.restorable()).hasSize(file.equals(base) ? 0 : 1);
            }
            Files.write(file, whole);
        }
        assertThat(new SetVerification(fixture.set).run().findings()).isEmpty();
    }

    @Test
    void everyShorterFileIsSeen() throws IOException {
        byte[] whole = Files.readAllBytes(file(1));
        Path file = file(1);
        for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 40)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(new SetVerification(fixture.set).run().findings())
                    .as("%d of %d bytes", length, whole.length)
                    .anyMatch(finding -> finding.contains("000002-increment"));
        }
    }

    @Test
    void aMissingIncrementIsNamedAndWhatIsBeforeItCanBeRestored() throws IOException {
        Files.delete(file(1));
        assertThat(new SetVerification(fixture.set).run().findings())
                .anyMatch(finding -> finding.contains("000002: it is missing"))
                .anyMatch(finding -> finding.contains("000003-increment") && finding.contains("continues"));
        assertThat(fixture.restore("restored", null).state()).isEqualTo(atBase);
        Instant end = Instant.ofEpochMilli(fixture.world.unixMillis());
        assertThatThrownBy(() -> fixture.restore("end", end))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("can be restored: 2026-")
                .hasMessageContaining("000002: it is missing");
        Backup next = fixture.create();
        assertThat(next.isBase()).isTrue();
        assertThat(next.header().getWhy()).contains("000003-increment.backup");
        assertThat(fixture.restore("next", null).state()).isEqualTo(fixture.world.state());
    }

    @Test
    void aFormatOfANewerProgramIsNamedAsSuch() throws IOException {
        byte[] newer = Files.readAllBytes(file(0));
        newer[BlockFile.MAGIC_SIZE - 1]++;
        Files.write(file(0), newer);
        assertThat(new SetVerification(fixture.set).run().findings().getFirst())
                .contains("format version " + (BlockFile.FORMAT_VERSION + 1), "newer program");
    }

    @Test
    void aFolderOfSomethingElseIsRefused() throws IOException {
        Path other = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(other.resolve("cat.jpg"), "meow");
        BackupSet set = new BackupSet(Disk.real(), other);
        assertThatThrownBy(set::prepare)
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("cat.jpg")
                .hasMessageContaining("nothing was changed");
    }
}
