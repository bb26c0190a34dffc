package org.vsekai.storage.rocksdb;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits until a key's value has become another than the one seen. Holds a digest of a long value: memory is
 * bounded by the keys. Given its value by the transaction's thread or, where only the commit knows it, by the commit thread;
 * only read once it is armed.
 */
final class Watch {
    /** Longer values are kept as their digest, which is longer than any value that is kept as it is. */
    private static final int MAX_KEPT_SIZE = 31;

    final byte[] key;

    /** Tells watches of one key apart. */
    final long id;

    /** Completed once, by whoever comes first: a change, a failure, or the caller that gives up. */
    final CompletableFuture<Void> changed = new CompletableFuture<>();

    private byte @Nullable [] seen;

    /** Its transaction has committed: from now on it may be woken. Written after {@link #seen}. */
    private volatile boolean armed;

    Watch(byte[] key, long id) {
        this.key = key;
        this.id = id;
    }

    /** What the transaction sees at its end. */
    void expect(byte @Nullable [] value) {
        seen = digest(value);
    }

    void arm() {
        armed = true;
    }

    boolean isArmed() {
        return armed;
    }

    /** @param digest of the value now */
    boolean differsFrom(byte @Nullable [] digest) {
        return !Arrays.equals(seen, digest);
    }

    /** What stands for a value. */
    static byte @Nullable [] digest(byte @Nullable [] value) {
        if (value == null || value.length <= MAX_KEPT_SIZE) {
            return value;
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(value);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
