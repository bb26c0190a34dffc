package org.vsekai.archive.move;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.tuple.Tuple;

/**
 * The bytes of an archive. Numbers are big-endian, tuples are FoundationDB's.
 *
 * <pre>
 * archive = "V-Sekai archive\n", format version (4 bytes), header, pairs*, end
 * block   = type (1), length of the payload (4), CRC-32C (4), payload
 * header  = type 1; payload: tuple (scope, identity of the source), scope = ("world", name) or ("all")
 * pairs   = type 2; payload: (length of the key (4), length of the value (4), key, value)+
 * end     = type 3; payload: tuple (number of pairs, bytes of keys and values, SHA-256 in hexadecimal): see {@link Content}
 * </pre>
 *
 * The checksum is over the block's place in the file (8 bytes), type, length and payload: a block that was moved is found out
 * as one that was changed. Keys ascend over the whole archive. Nothing follows the end. An archive that is being written has
 * another name, and no end.
 */
final class ArchiveFormat {
    static final int VERSION = 1;

    /** Pairs are gathered until a block has this size. */
    static final int BLOCK_BYTES = 512 * 1024;

    static final int PAIR_PREFIX_SIZE = 2 * Integer.BYTES;

    /** The longest payload: one short of full, and the largest pair that a store can hold. */
    static final int MAX_PAYLOAD_SIZE =
            BLOCK_BYTES + PAIR_PREFIX_SIZE + StorageLimits.MAX_KEY_SIZE + StorageLimits.MAX_VALUE_SIZE;

    static final int BLOCK_PREFIX_SIZE = 1 + 2 * Integer.BYTES;

    static final byte HEADER = 1;
    static final byte PAIRS = 2;
    static final byte END = 3;

    private static final byte[] TITLE = "V-Sekai archive\n".getBytes(StandardCharsets.US_ASCII);

    /** Of title and version. */
    static final int TITLE_SIZE = TITLE.length + Integer.BYTES;

    /** What an archive is of. */
    record Header(Scope scope, String source) {
        byte[] toBytes() {
            return Tuple.of(scope.tuple(), source).pack();
        }

        /** @throws RuntimeException of the tuple's, where it is none */
        static Header fromBytes(byte[] payload) {
            Tuple tuple = Tuple.fromBytes(payload);
            return new Header(Scope.of(tuple.getTuple(0)), tuple.getString(1));
        }
    }

    private ArchiveFormat() {}

    static ByteBuffer title() {
        return ByteBuffer.allocate(TITLE_SIZE).put(TITLE).putInt(VERSION).flip();
    }

    /** The version in a title, or -1 where it is no title. */
    static int versionIn(byte[] title) {
        ByteBuffer buffer = ByteBuffer.wrap(title);
        return buffer.slice(0, TITLE.length).equals(ByteBuffer.wrap(TITLE)) ? buffer.getInt(TITLE.length) : -1;
    }

    static int checksum(long offset, byte type, ByteBuffer payload) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES + 1 + Integer.BYTES)
                .putLong(offset)
                .put(type)
                .putInt(payload.remaining())
                .flip());
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    static byte[] toBytes(Content content) {
        return Tuple.of(content.pairs(), content.bytes(), content.sha256()).pack();
    }

    /** @throws RuntimeException of the tuple's, where it is none */
    static Content content(byte[] payload) {
        Tuple tuple = Tuple.fromBytes(payload);
        return new Content(tuple.getLong(0), tuple.getLong(1), tuple.getString(2));
    }
}
