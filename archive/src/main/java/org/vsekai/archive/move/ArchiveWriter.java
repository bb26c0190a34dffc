package org.vsekai.archive.move;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.vsekai.storage.disk.AppendFile;

/** Writes an archive, or the rest of one. One block is in memory. Confined to one thread. */
final class ArchiveWriter {
    private final AppendFile file;
    private final ByteBuffer pairs = ByteBuffer.allocate(ArchiveFormat.MAX_PAYLOAD_SIZE);
    private long offset;

    private ArchiveWriter(AppendFile file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    static ArchiveWriter begin(AppendFile file, ArchiveFormat.Header header) throws IOException {
        file.append(ArchiveFormat.title());
        var writer = new ArchiveWriter(file, ArchiveFormat.TITLE_SIZE);
        writer.block(ArchiveFormat.HEADER, ByteBuffer.wrap(header.toBytes()));
        return writer;
    }

    /** After whole blocks, the last of which ends at the file's end. */
    static ArchiveWriter goOn(AppendFile file) throws IOException {
        return new ArchiveWriter(file, file.size());
    }

    /** @return whether a block was written */
    boolean add(byte[] key, byte[] value) throws IOException {
        pairs.putInt(key.length).putInt(value.length).put(key).put(value);
        if (pairs.position() < ArchiveFormat.BLOCK_BYTES) {
            return false;
        }
        writePairs();
        return true;
    }

    /** Writes what is left and the end. Nothing is synced. */
    void end(Content content) throws IOException {
        if (pairs.position() > 0) {
            writePairs();
        }
        block(ArchiveFormat.END, ByteBuffer.wrap(ArchiveFormat.toBytes(content)));
    }

    private void writePairs() throws IOException {
        block(ArchiveFormat.PAIRS, pairs.flip());
        pairs.clear();
    }

    private void block(byte type, ByteBuffer payload) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(ArchiveFormat.BLOCK_PREFIX_SIZE + payload.remaining())
                .put(type)
                .putInt(payload.remaining())
                .putInt(ArchiveFormat.checksum(offset, type, payload))
                .put(payload)
                .flip();
        offset += block.remaining();
        file.append(block);
    }
}
