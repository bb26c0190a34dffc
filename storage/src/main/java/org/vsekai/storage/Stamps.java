package org.vsekai.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The ten bytes of a versionstamp (commit version, then order in its group, both big-endian) and the places they are put in. */
public final class Stamps {
    public static final int SIZE = 10;

    /** The little-endian offset that ends the operand of a versionstamped mutation. */
    public static final int OFFSET_SIZE = 4;

    private Stamps() {}

    public static byte[] of(long version, int order) {
        return ByteBuffer.allocate(SIZE)
                .putLong(version)
                .putShort((short) order)
                .array();
    }

    /** The offset that the operand's last four bytes name, or -1 where a stamp doesn't fit there. */
    public static int offsetIn(byte[] operand) {
        int contentSize = operand.length - OFFSET_SIZE;
        if (contentSize < SIZE) {
            return -1;
        }
        int offset = ByteBuffer.wrap(operand).order(ByteOrder.LITTLE_ENDIAN).getInt(contentSize);
        return offset >= 0 && offset <= contentSize - SIZE ? offset : -1;
    }

    /** The operand without its offset: a copy. */
    public static byte[] content(byte[] operand) {
        return Arrays.copyOf(operand, operand.length - OFFSET_SIZE);
    }

    public static byte[] complete(byte[] template, int offset, byte[] stamp) {
        byte[] complete = template.clone();
        System.arraycopy(stamp, 0, complete, offset, SIZE);
        return complete;
    }

    public static byte[] lowest(byte[] template, int offset) {
        return complete(template, offset, new byte[SIZE]);
    }

    public static byte[] highest(byte[] template, int offset) {
        byte[] all = new byte[SIZE];
        Arrays.fill(all, (byte) 0xFF);
        return complete(template, offset, all);
    }
}
