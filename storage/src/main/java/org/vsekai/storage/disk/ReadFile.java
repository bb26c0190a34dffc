package org.vsekai.storage.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is read. */
public interface ReadFile extends AutoCloseable {
    long size() throws IOException;

    /** Reads what there is at the offset, at most what fits; 0 or more bytes, -1 at or beyond the end. */
    int read(ByteBuffer into, long offset) throws IOException;

    /** @throws EOFException where the file ends before */
    default void readFully(byte[] into, long offset) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(into);
        while (rest.hasRemaining()) {
            if (read(rest, offset + rest.position()) < 0) {
                throw new EOFException(
                        "the file ends at " + (offset + rest.position()) + ", before " + (offset + into.length));
            }
        }
    }

    @Override
    void close() throws IOException;
}
