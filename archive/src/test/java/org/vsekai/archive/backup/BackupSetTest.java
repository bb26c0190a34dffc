package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.BackupHeader;
import org.vsekai.storage.disk.Disk;

/** What a folder of backups may hold besides, and how its files are named. */
class BackupSetTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private BackupSet set() {
        return new BackupSet(Disk.real(), folder);
    }

    private void write(String name) throws IOException {
        Files.writeString(folder.resolve(name), "something");
    }

    @Test
    void takesAFolderInWhichOtherFilesLieBesideBackups() throws IOException {
        for (String name :
                List.of("000001-base.backup", "000002-increment.backup.partial", "README", "a.log", "b.log")) {
            write(name);
        }
        assertThatCode(set()::prepare).doesNotThrowAnyException();
        assertThat(folder.resolve("b.log")).exists();
        assertThat(folder.resolve("000002-increment.backup.partial")).doesNotExist();
    }

    /** Languages in which the JDK writes numbers in digits of their own: such a file was not found again. */
    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG", "en-US"})
    void namesItsFilesTheSameInEachLanguage(String language) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try (BlockWriter out = set().begin(1, true)) {
            out.write(BlockKind.HEADER, BackupHeader.getDefaultInstance());
            out.finish(BackupFooter.getDefaultInstance());
        } finally {
            Locale.setDefault(before);
        }
        assertThat(set().items()).singleElement().satisfies(backup -> {
            assertThat(backup).isInstanceOf(Backup.class);
            assertThat(backup.name()).isEqualTo("000001-base.backup");
        });
    }

    @Test
    void tellsAllThatAreMissingBetweenTwoFilesAtOnce() throws IOException {
        write("000001-base.backup");
        write("000003-base.backup");
        write("20000000-base.backup");
        assertThat(set().items()).hasSize(5);
        assertThat(set().items().get(1)).isEqualTo(new BackupSet.Unusable("000002", "it is missing"));
        assertThat(set().items().get(3)).isEqualTo(new BackupSet.Unusable("000004 to 19999999", "they are missing"));
    }
}
