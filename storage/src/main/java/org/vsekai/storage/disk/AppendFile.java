package org.vsekai.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written at its end. Closing it makes nothing durable. */
public interface AppendFile extends AutoCloseable {
    long size() throws IOException;

    /** Writes all of it; after a failure any part of it may be there. */
    void append(ByteBuffer bytes) throws IOException;

    /** Drops what is beyond that size. */
    void truncate(long size) throws IOException;

    /**
     * Makes the file's bytes durable. After a failure nothing is known of what was written since the last success, and a
     * second try proves nothing: the system may have dropped those bytes.
     */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
