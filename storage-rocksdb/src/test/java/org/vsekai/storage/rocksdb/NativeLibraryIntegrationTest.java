package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryIntegrationTest {
    @TempDir
    Path folder;

    @Test
    void theLibraryIsUnpackedOnceAndRepairedWhenDamaged() throws IOException {
        Path kept = Objects.requireNonNull(NativeLibrary.unpacked(folder.resolve("cache")));
        long size = Files.size(kept);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(kept, old);
        assertThat(NativeLibrary.unpacked(folder.resolve("cache"))).isEqualTo(kept);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(old);

        byte[] damaged = Files.readAllBytes(kept);
        damaged[1_000] ^= 1;
        Files.write(kept, damaged);
        NativeLibrary.unpacked(folder.resolve("cache"));
        damaged[1_000] ^= 1;
        assertThat(Files.readAllBytes(kept)).isEqualTo(damaged);

        Files.write(kept, new byte[100]);
        NativeLibrary.unpacked(folder.resolve("cache"));
        assertThat(kept).hasSize(size);
        try (var files = Files.list(kept.getParent())) {
            assertThat(files).hasSize(1);
        }
    }
}
