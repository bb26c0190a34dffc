package org.vsekai.storage.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.vsekai.storage.KeyRange;

/**
 * Tokens that say where one query was left: a version byte, eight bytes of a hash over the query and the position, the
 * position. The hash tells damage and mix-ups; it keeps no secret, and a forged token leads nowhere but on in its own query.
 */
final class Continuation {
    private static final byte VERSION = 1;
    private static final int HASH_SIZE = 8;
    private static final int HEAD_SIZE = 1 + HASH_SIZE;

    private final String definition;
    private final KeyRange range;
    private final boolean reverse;

    Continuation(String definition, KeyRange range, boolean reverse) {
        this.definition = definition;
        this.range = range;
        this.reverse = reverse;
    }

    /** @param from where in the key the position begins */
    byte[] token(byte[] key, int from) {
        byte[] position = Arrays.copyOfRange(key, from, key.length);
        return ByteBuffer.allocate(HEAD_SIZE + position.length)
                .put(VERSION)
                .put(hash(position))
                .put(position)
                .array();
    }

    byte[] position(byte[] token) {
        if (token.length < HEAD_SIZE || token[0] != VERSION) {
            throw new RecordException(RecordError.BAD_CONTINUATION, "these " + token.length + " bytes are none");
        }
        byte[] position = Arrays.copyOfRange(token, HEAD_SIZE, token.length);
        if (!Arrays.equals(token, 1, HEAD_SIZE, hash(position), 0, HASH_SIZE)) {
            throw new RecordException(RecordError.BAD_CONTINUATION, "it was damaged, or belongs to another query");
        }
        return position;
    }

    private byte[] hash(byte[] position) {
        MessageDigest digest = sha256();
        for (byte[] part : new byte[][] {
            definition.getBytes(StandardCharsets.UTF_8),
            range.begin(),
            range.end(),
            {(byte) (reverse ? 1 : 0)},
            position
        }) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
            digest.update(part);
        }
        return Arrays.copyOf(digest.digest(), HASH_SIZE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
