package org.vsekai.archive.move;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.Database;
import org.vsekai.storage.Keys;
import org.vsekai.storage.disk.AppendFile;
import org.vsekai.storage.disk.Disk;

/**
 * Writes what a store holds to an archive. While it is written it has the name with {@link #UNFINISHED} after it; it is synced,
 * read again and compared before it gets its own. An export that was cut short goes on behind the last whole block. Blocks.
 */
public final class Export {
    static final String UNFINISHED = ".unfinished";

    private final Disk disk;
    private final Path file;
    private final Path unfinished;
    private final Scope scope;
    private final MoveListener listener;
    private final ContentDigest digest = new ContentDigest();

    private Export(Disk disk, Path file, Scope scope, MoveListener listener) {
        this.disk = disk;
        this.file = file;
        this.scope = scope;
        this.listener = listener;
        unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** What an earlier run has left: whole blocks up to a size, pairs up to a key. */
    private record Kept(long size, byte @Nullable [] lastKey) {}

    /** The file that is meant: in a folder, one named after the scope. */
    public static Path fileAt(Disk disk, Path fileOrFolder, Scope scope) {
        return disk.isFolder(fileOrFolder) ? fileOrFolder.resolve(scope.fileName()) : fileOrFolder;
    }

    /** @throws ArchiveException where it can't be done, the file is there already, or the source changed meanwhile */
    public static Moved run(Database source, Scope scope, Disk disk, Path file, MoveListener listener) {
        var export = new Export(disk, file.toAbsolutePath(), scope, listener);
        if (disk.exists(export.file)) {
            throw new ArchiveException(export.file + " is there already, and is not written over. Name another file");
        }
        try {
            return export.run(StoreSource.open(source, scope));
        } catch (IOException failure) {
            throw new ArchiveException(
                    "can't write " + export.file + ": " + failure
                            + ". Put that right and give the same command again: it goes on where it was",
                    failure);
        }
    }

    private Moved run(StoreSource source) throws IOException {
        var header = new ArchiveFormat.Header(scope, source.identity());
        Kept kept = disk.exists(unfinished) ? kept(header) : null;
        if (kept != null) {
            listener.onNote("goes on where an earlier run was cut short, at byte " + kept.size());
        }
        write(source, header, kept);
        Content content = verify();
        disk.rename(unfinished, file);
        Path folder = file.getParent();
        if (folder != null) {
            disk.syncFolder(folder);
        }
        return new Moved(scope, content, kept != null);
    }

    /** What is whole of the unfinished file, or null where it is of no use. */
    private @Nullable Kept kept(ArchiveFormat.Header header) throws IOException {
        try (ArchiveReader reader = new ArchiveReader(disk, unfinished)) {
            if (!reader.header().equals(header)) {
                listener.onNote(unfinished + " is of something else, or the source has changed since: begins again");
                return null;
            }
            return wholeBlocks(reader);
        } catch (ArchiveException useless) {
            return null; // Not even the header was written.
        }
    }

    private static Kept wholeBlocks(ArchiveReader reader) throws IOException {
        long size = reader.offset();
        byte[] lastKey = null;
        try {
            while (reader.next() instanceof ArchiveReader.Block.Pairs block) {
                size = reader.offset();
                lastKey = block.pairs().getLast().key();
            }
        } catch (ArchiveException torn) {
            return new Kept(size, lastKey);
        }
        return new Kept(size, lastKey);
    }

    private void write(StoreSource source, ArchiveFormat.Header header, @Nullable Kept kept) throws IOException {
        try (AppendFile out = kept == null ? disk.create(unfinished) : disk.append(unfinished)) {
            if (kept != null) {
                out.truncate(kept.size());
            }
            ArchiveWriter writer = kept == null ? ArchiveWriter.begin(out, header) : ArchiveWriter.goOn(out);
            byte[] lastKey = kept == null ? null : kept.lastKey();
            source.read((key, value) -> {
                digest.add(key, value);
                boolean isThere = lastKey != null && Keys.compare(key, lastKey) <= 0;
                if (!isThere && writer.add(key, value)) {
                    listener.onProgress(MoveListener.Step.MOVING, digest.pairs(), digest.bytes());
                }
            });
            writer.end(digest.content());
            sync(out);
        }
    }

    /** After a failed sync nothing is known of the file's bytes, and no later sync proves anything: none of it is kept. */
    private void sync(AppendFile out) throws IOException {
        try {
            out.sync();
        } catch (IOException failure) {
            disk.delete(unfinished);
            throw failure;
        }
    }

    /**
     * The end holds what the source held; so the archive is right when its own reading of it is. One that isn't is of no use to
     * a later run either.
     */
    private Content verify() throws IOException {
        long[] done = {0, 0};
        try (ArchiveReader reader = new ArchiveReader(disk, unfinished)) {
            return reader.readAll(
                    (key, value) -> {
                        done[0]++;
                        done[1] += key.length + value.length;
                    },
                    () -> listener.onProgress(MoveListener.Step.VERIFYING, done[0], done[1]));
        } catch (ArchiveException wrong) {
            disk.delete(unfinished);
            throw new ArchiveException(
                    "what was written is not what was read, and has been removed: give the command again. "
                            + wrong.getMessage(),
                    wrong);
        }
    }
}
