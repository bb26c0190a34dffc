package org.vsekai.storage.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;

/**
 * The version of the layout, next to the root node: major, minor and micro, four bytes each, little-endian. A layout of a
 * greater major version can't be read, one of a greater minor version not written.
 */
final class LayerVersion {
    private static final int MAJOR = 1;
    private static final int MINOR = 0;
    private static final int MICRO = 0;
    private static final int SIZE = 3 * Integer.BYTES;

    private final byte[] key;

    LayerVersion(byte[] key) {
        this.key = key;
    }

    CompletionStage<Void> checkForReading(ReadTransaction transaction) {
        return transaction.get(key).thenAccept(LayerVersion::checkMajor);
    }

    /** Writes the version too where there is none yet. */
    CompletionStage<Void> checkForWriting(Transaction transaction) {
        return transaction.get(key).thenAccept(stored -> {
            if (stored == null) {
                transaction.set(key, current());
                return;
            }
            checkMajor(stored);
            if (part(stored, 1) > MINOR) {
                throw newer(stored, "only read");
            }
        });
    }

    private static byte[] current() {
        return ByteBuffer.allocate(SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAJOR)
                .putInt(MINOR)
                .putInt(MICRO)
                .array();
    }

    private static void checkMajor(byte @Nullable [] stored) {
        if (stored != null && (stored.length < SIZE || part(stored, 0) > MAJOR)) {
            throw newer(stored, "not even read");
        }
    }

    private static int part(byte[] stored, int index) {
        return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt(index * Integer.BYTES);
    }

    private static DirectoryException newer(byte[] stored, String what) {
        String version =
                stored.length < SIZE ? "unknown" : part(stored, 0) + "." + part(stored, 1) + "." + part(stored, 2);
        return new DirectoryException(
                DirectoryException.Reason.NEWER_VERSION,
                "directories of version " + version + " can be " + what + " by this one, " + MAJOR + "." + MINOR + "."
                        + MICRO);
    }
}
