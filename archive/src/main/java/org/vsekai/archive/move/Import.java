package org.vsekai.archive.move;

import java.io.IOException;
import java.nio.file.Path;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.Database;
import org.vsekai.storage.disk.Disk;

/**
 * Brings what an archive holds into a store. The archive is read whole before anything is written, so a damaged one changes
 * nothing. An import that was cut short goes on behind the last batch. Blocks.
 */
public final class Import {
    private final Disk disk;
    private final Path file;
    private final MoveListener listener;
    private final Scope scope;
    private final Content content;

    private Import(Disk disk, Path file, MoveListener listener, Scope scope, Content content) {
        this.disk = disk;
        this.file = file;
        this.listener = listener;
        this.scope = scope;
        this.content = content;
    }

    /** @throws ArchiveException where the file is no archive, or a damaged one: naming the offset */
    public static Import check(Disk disk, Path file, MoveListener listener) {
        if (!disk.exists(file) || disk.isFolder(file)) {
            throw new ArchiveException("there is no archive " + file + ": no such file");
        }
        try (ArchiveReader reader = new ArchiveReader(disk, file)) {
            long[] done = {0, 0};
            Content content = reader.readAll(
                    (key, value) -> {
                        done[0]++;
                        done[1] += key.length + value.length;
                    },
                    () -> listener.onProgress(MoveListener.Step.CHECKING, done[0], done[1]));
            return new Import(disk, file, listener, reader.header().scope(), content);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /** What would be brought. */
    public Scope scope() {
        return scope;
    }

    public Content content() {
        return content;
    }

    /**
     * Imports, or goes on with an import of the same content that was cut short.
     *
     * @param restart clear what an unfinished import has left in the target, and begin again
     * @throws ArchiveException where the target is not empty, or holds part of something else
     */
    public Moved into(Database target, boolean restart) {
        try {
            return Landing.land(new ArchiveSource(), target, scope, restart, listener);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    private static ArchiveException unreadable(Path file, IOException failure) {
        return new ArchiveException("can't read " + file + ": " + failure, failure);
    }

    /** The file, as it was checked. */
    private final class ArchiveSource implements PairSource {
        @Override
        public String identity() {
            return "archive " + content.sha256();
        }

        @Override
        public void read(PairVisitor visitor) throws IOException {
            try (ArchiveReader reader = new ArchiveReader(disk, file)) {
                if (!reader.readAll(visitor, () -> {}).equals(content)) {
                    throw new ArchiveException(file + " is not what it was when it was checked: somebody writes it");
                }
            }
        }
    }
}
