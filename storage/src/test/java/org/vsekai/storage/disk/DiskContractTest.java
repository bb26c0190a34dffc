package org.vsekai.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The model behaves as the real thing as long as nothing goes wrong. */
class DiskContractTest {
    @TempDir
    static Path temporary;

    static Stream<Arguments> disks() {
        return Stream.of(
                Arguments.of(Disk.real(), temporary.resolve("real")),
                Arguments.of(new FaultyDisk(), Path.of("/model")));
    }

    @ParameterizedTest
    @MethodSource("disks")
    void filesAreWrittenAtTheirEndAndReadAnywhere(Disk disk, Path root) throws IOException {
        Path folder = root.resolve("files");
        disk.createFolders(folder);
        Path file = folder.resolve("a");
        try (AppendFile open = disk.create(file)) {
            open.append(bytes("hello "));
            open.sync();
        }
        try (AppendFile open = disk.append(file)) {
            open.append(bytes("world!?"));
            open.truncate(12);
            assertThat(open.size()).isEqualTo(12);
            open.append(bytes("."));
        }
        assertThat(new String(disk.read(file, 13), StandardCharsets.US_ASCII)).isEqualTo("hello world!.");
        assertThatThrownBy(() -> disk.read(file, 12)).hasMessageContaining("at most 12");
        try (ReadFile open = disk.open(file)) {
            byte[] part = new byte[5];
            open.readFully(part, 6);
            assertThat(part).asString(StandardCharsets.US_ASCII).isEqualTo("world");
            assertThatThrownBy(() -> open.readFully(part, 9)).isInstanceOf(EOFException.class);
            assertThat(open.read(ByteBuffer.allocate(4), 13)).isNegative();
        }
        try (AppendFile open = disk.create(file)) {
            assertThat(open.size()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("disks")
    void namesAreGivenTakenAndListed(Disk disk, Path root) throws IOException {
        Path folder = root.resolve("names");
        disk.createFolders(folder);
        disk.createFolders(folder);
        disk.create(folder.resolve("b")).close();
        disk.create(folder.resolve("a")).close();
        disk.createFolder(folder.resolve("c"));
        assertThat(disk.list(folder)).containsExactly("a", "b", "c");
        disk.rename(folder.resolve("b"), folder.resolve("c/d"));
        disk.delete(folder.resolve("a"));
        disk.syncFolder(folder);
        assertThat(disk.list(folder)).containsExactly("c");
        assertThat(disk.exists(folder.resolve("c/d"))).isTrue();
        assertThat(disk.isFolder(folder.resolve("c/d"))).isFalse();
        assertThatThrownBy(() -> disk.delete(folder.resolve("c"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.delete(folder.resolve("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.open(folder.resolve("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.append(folder.resolve("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.createFolder(folder.resolve("c"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.createFolder(folder.resolve("x/y"))).isInstanceOf(IOException.class);
        assertThat(disk.usableBytes(folder)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("disks")
    void aCellKeepsANumberAsEightBytes(Disk disk, Path root) throws IOException {
        disk.createFolders(root);
        Path file = root.resolve("cell");
        try (LongCell cell = disk.cell(file)) {
            assertThat(cell.get()).isZero();
            cell.set(0x0102030405060708L);
        }
        try (LongCell cell = disk.cell(file)) {
            assertThat(cell.get()).isEqualTo(0x0102030405060708L);
        }
        assertThat(disk.read(file, 8)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
