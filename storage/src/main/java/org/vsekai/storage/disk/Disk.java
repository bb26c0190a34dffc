package org.vsekai.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What our own code needs of a file system. Two things become durable apart from each other: the bytes of a file with {@link
 * AppendFile#sync}, and the names in a folder (made, renamed, deleted) with {@link #syncFolder}. What is not synced may be
 * there after a power cut, or not, or in part, in any order.
 *
 * <p>Threads: any; one file is used by one thread at a time.
 */
public interface Disk {
    /** The file system of this machine. */
    static Disk real() {
        return RealDisk.INSTANCE;
    }

    /** Whether there is a file or folder of that name. */
    boolean exists(Path path);

    boolean isFolder(Path path);

    /** The names in a folder, sorted. */
    List<String> list(Path folder) throws IOException;

    long size(Path file) throws IOException;

    /**
     * A whole file.
     *
     * @throws IOException absent, unreadable, or larger than the limit
     */
    default byte[] read(Path file, int maxSize) throws IOException {
        try (ReadFile open = open(file)) {
            if (open.size() > maxSize) {
                throw new IOException(file + " has " + open.size() + " bytes; at most " + maxSize + " were expected");
            }
            byte[] content = new byte[(int) open.size()];
            open.readFully(content, 0);
            return content;
        }
    }

    ReadFile open(Path file) throws IOException;

    /** Makes an empty file, or empties the one that is there. */
    AppendFile create(Path file) throws IOException;

    /** Opens a file that is there, to write at its end. */
    AppendFile append(Path file) throws IOException;

    /** Eight bytes of a file, made as zeros where the file is absent or shorter. The bytes are synced, the name is not. */
    LongCell cell(Path file) throws IOException;

    /** Gives a file or folder another name, at once; a file that has that name already is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder. */
    void delete(Path path) throws IOException;

    /** Makes one folder, in one that exists. */
    void createFolder(Path folder) throws IOException;

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException;

    /** Makes a folder and those above it as far as they are missing; their names are durable on return. */
    default void createFolders(Path folder) throws IOException {
        if (isFolder(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("there is no disk at " + folder);
        }
        createFolders(parent);
        createFolder(folder);
        syncFolder(parent);
    }

    /** Free bytes of the disk that the folder is on. */
    long usableBytes(Path folder) throws IOException;
}
