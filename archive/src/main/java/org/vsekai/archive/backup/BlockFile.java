package org.vsekai.archive.backup;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of a backup's file. All numbers are big-endian; the checksum is CRC-32C of everything in the block before it.
 *
 * <pre>
 * "SEKAIBK", format version (1 byte)
 * block:   payload length (4), kind (1), index (4, from 0), payload, checksum (4)
 * ...
 * trailer: where the last block begins (8), checksum of that (4)
 * </pre>
 *
 * The first block is the header, the last one the footer. A payload is a message of {@code backup.proto}.
 */
final class BlockFile {
    static final byte FORMAT_VERSION = 2;

    static final int MAGIC_SIZE = 8;

    static final int HEAD_SIZE = 9;

    static final int CHECKSUM_SIZE = 4;

    static final int TRAILER_SIZE = 12;

    /** A block is closed when its payload has reached this size. */
    static final int TARGET_PAYLOAD = 128 * 1024;

    /** No block is larger: one frame is below a transaction's 10 MB. */
    static final int MAX_PAYLOAD = 16 * 1024 * 1024;

    private BlockFile() {}

    static byte[] magic() {
        return new byte[] {'S', 'E', 'K', 'A', 'I', 'B', 'K', FORMAT_VERSION};
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    static int checksum(byte[] bytes) {
        return checksum(ByteBuffer.wrap(bytes));
    }
}
