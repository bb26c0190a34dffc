package org.vsekai.archive.move;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Adds up a {@link Content}, pair after pair in order of keys. Confined to one thread. */
final class ContentDigest {
    private final MessageDigest sha256 = sha256();
    private final ByteBuffer lengths = ByteBuffer.allocate(2 * Integer.BYTES);
    private long pairs;
    private long bytes;

    void add(byte[] key, byte[] value) {
        sha256.update(lengths.clear().putInt(key.length).putInt(value.length).flip());
        sha256.update(key);
        sha256.update(value);
        pairs++;
        bytes += key.length + value.length;
    }

    long pairs() {
        return pairs;
    }

    long bytes() {
        return bytes;
    }

    /** Ends it. */
    Content content() {
        return new Content(pairs, bytes, HexFormat.of().formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
