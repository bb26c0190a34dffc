package org.vsekai.storage.record;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.storage.StorageLimits;

/**
 * A record as values: the message's bytes behind a short head, over as many keys as it takes.
 *
 * <pre>
 * first part:  format (1 byte) | version of the type (varint) | size of the message (varint) | its first bytes
 * other parts: the bytes that follow
 * </pre>
 *
 * All parts but the last are as large as a value may be.
 */
final class RecordFormat {
    static final int FORMAT = 1;

    private static final int MAX_VARINT_SIZE = 5;

    private RecordFormat() {}

    /**
     * The first part.
     *
     * @param size of the whole message
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record Head(int version, int size, byte[] bytes) {
        /** How many parts follow. */
        int furtherParts() {
            int rest = size - bytes.length;
            return (rest + StorageLimits.MAX_VALUE_SIZE - 1) / StorageLimits.MAX_VALUE_SIZE;
        }
    }

    static List<byte[]> encode(int version, byte[] message) {
        var head = new ByteArrayOutputStream();
        head.write(FORMAT);
        writeVarint(head, version);
        writeVarint(head, message.length);
        int inHead = Math.min(message.length, StorageLimits.MAX_VALUE_SIZE - head.size());
        head.write(message, 0, inHead);
        List<byte[]> parts = new ArrayList<>();
        parts.add(head.toByteArray());
        for (int from = inHead; from < message.length; from += StorageLimits.MAX_VALUE_SIZE) {
            int to = Math.min(message.length, from + StorageLimits.MAX_VALUE_SIZE);
            parts.add(Arrays.copyOfRange(message, from, to));
        }
        return parts;
    }

    static Head decodeHead(byte[] value) {
        if (value.length == 0 || value[0] != FORMAT) {
            throw damaged("a record in an unknown format");
        }
        int[] at = {1};
        int version = readVarint(value, at);
        int size = readVarint(value, at);
        byte[] bytes = Arrays.copyOfRange(value, at[0], value.length);
        boolean isWhole = bytes.length == size;
        boolean isFull = value.length == StorageLimits.MAX_VALUE_SIZE && bytes.length < size;
        if (version < 1 || size > RecordStore.MAX_RECORD_SIZE || !isWhole && !isFull) {
            throw damaged("a record whose first part is not as it was written");
        }
        return new Head(version, size, bytes);
    }

    /** The whole message. */
    static byte[] join(Head head, List<byte[]> furtherParts) {
        byte[] message = Arrays.copyOf(head.bytes(), head.size());
        int size = head.bytes().length;
        for (byte[] part : furtherParts) {
            if (part.length != Math.min(StorageLimits.MAX_VALUE_SIZE, head.size() - size)) {
                throw damaged("a record with a part of the wrong size");
            }
            System.arraycopy(part, 0, message, size, part.length);
            size += part.length;
        }
        if (size != head.size()) {
            throw damaged("a record without some of its parts");
        }
        return message;
    }

    private static void writeVarint(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int readVarint(byte[] in, int[] at) {
        int number = 0;
        for (int i = 0; i < MAX_VARINT_SIZE && at[0] < in.length; i++) {
            byte b = in[at[0]++];
            number |= (b & 0x7F) << 7 * i;
            if (b >= 0) {
                if (number < 0) {
                    break;
                }
                return number;
            }
        }
        throw damaged("a record with a damaged head");
    }

    static RecordException damaged(String what) {
        return new RecordException(RecordError.DAMAGED, what);
    }
}
