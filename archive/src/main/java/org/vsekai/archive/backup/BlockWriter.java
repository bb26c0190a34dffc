package org.vsekai.archive.backup;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.vsekai.archive.ArchiveException;
import org.vsekai.core.Check;
import org.vsekai.storage.disk.AppendFile;
import org.vsekai.storage.disk.Disk;

/**
 * Writes a backup's file block by block, under a name that doesn't count; {@link #finish} syncs it and gives it its own. Closed
 * before that, it is deleted. Confined to one thread.
 */
final class BlockWriter implements AutoCloseable {
    private final Disk disk;
    private final Path folder;
    private final Path unfinished;
    private final Path file;
    private final AppendFile out;
    private int blocks;
    private long size;
    private boolean isFinished;

    BlockWriter(Disk disk, Path folder, String unfinishedName, String name) {
        this.disk = disk;
        this.folder = folder;
        unfinished = folder.resolve(unfinishedName);
        file = folder.resolve(name);
        try {
            out = disk.create(unfinished);
        } catch (IOException failure) {
            throw failed(failure);
        }
        append(ByteBuffer.wrap(BlockFile.magic()));
    }

    void write(BlockKind kind, MessageLite payload) {
        byte[] bytes = payload.toByteArray();
        Check.that(bytes.length <= BlockFile.MAX_PAYLOAD, "a block fits", bytes.length);
        ByteBuffer block = ByteBuffer.allocate(BlockFile.HEAD_SIZE + bytes.length + BlockFile.CHECKSUM_SIZE);
        block.putInt(bytes.length).put((byte) kind.code()).putInt(blocks).put(bytes);
        block.putInt(BlockFile.checksum(block.duplicate().flip())).flip();
        append(block);
        blocks++;
    }

    /** Writes the last block, and makes the file durable under its own name. */
    void finish(MessageLite footer) {
        ByteBuffer trailer = ByteBuffer.allocate(BlockFile.TRAILER_SIZE).putLong(size);
        trailer.putInt(BlockFile.checksum(trailer.duplicate().flip())).flip();
        write(BlockKind.FOOTER, footer);
        append(trailer);
        try {
            out.sync();
            if (disk.exists(file)) {
                throw new ArchiveException(
                        file + " has come to be meanwhile: another backup into this set was made at the"
                                + " same time. Nothing was changed; run one at a time");
            }
            disk.rename(unfinished, file);
            disk.syncFolder(folder);
        } catch (IOException failure) {
            throw failed(failure);
        }
        isFinished = true;
    }

    long size() {
        return size;
    }

    private void append(ByteBuffer bytes) {
        size += bytes.remaining();
        try {
            out.append(bytes);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    private ArchiveException failed(IOException failure) {
        return new ArchiveException("can't write " + file + ": " + failure, failure);
    }

    @Override
    public void close() {
        try {
            out.close();
            if (!isFinished && disk.exists(unfinished)) {
                disk.delete(unfinished);
            }
        } catch (IOException leftover) {
            // What is left has a name that doesn't count, and the next backup deletes it.
            isFinished = false;
        }
    }
}
