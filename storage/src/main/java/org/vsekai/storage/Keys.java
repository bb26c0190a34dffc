package org.vsekai.storage;

import java.util.Arrays;
import java.util.Comparator;

/** Arithmetic on keys: byte strings in unsigned lexicographic order. */
public final class Keys {
    /** The order of keys in the store. */
    public static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    private static final byte[] EMPTY = {};

    private Keys() {}

    public static byte[] empty() {
        return EMPTY;
    }

    public static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }

    /** The smallest key greater than this one. */
    public static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /**
     * The smallest key greater than every key that begins with the prefix ("string increment").
     *
     * @throws IllegalArgumentException where there is none: the prefix is empty or all {@code 0xFF}
     */
    public static byte[] strinc(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            throw new IllegalArgumentException("no key follows every key with the prefix " + printable(prefix));
        }
        byte[] next = Arrays.copyOf(prefix, length);
        next[length - 1]++;
        return next;
    }

    public static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    public static byte[] concat(byte[] head, byte[] tail) {
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    /** For people and logs: printable ASCII as it is, a backslash doubled, every other byte as {@code \xhh}. */
    public static String printable(byte[] key) {
        var text = new StringBuilder(key.length + 8);
        for (byte b : key) {
            if (b == '\\') {
                text.append("\\\\");
            } else if (b >= 0x20 && b < 0x7F) {
                text.append((char) b);
            } else {
                text.append("\\x").append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
            }
        }
        return text.toString();
    }
}
