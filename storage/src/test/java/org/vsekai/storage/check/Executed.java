package org.vsekai.storage.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vsekai.storage.Stamps;

/** A random transaction as it ran. Filled by its client; its place in the order is known once it is known to be committed. */
final class Executed {
    /** Reads at a version come after every commit up to that version. */
    private static final int AFTER_ALL = Integer.MAX_VALUE;

    static final long NONE = -1;

    static final Comparator<Executed> IN_ORDER = Comparator.<Executed>comparingLong(executed -> executed.version)
            .thenComparingInt(executed -> executed.order);

    final String name;
    final List<Step> steps = new ArrayList<>();

    /** {@link #NONE} where it read nothing from the store. */
    long readVersion = NONE;

    /** The version of its commit; of a transaction that only read, its read version. */
    long version = NONE;

    int order = AFTER_ALL;

    record Step(Operation operation, Seen seen) {}

    Executed(String name) {
        this.name = name;
    }

    boolean wrote() {
        return order != AFTER_ALL;
    }

    void committedAt(byte[] stamp) {
        version = ByteBuffer.wrap(stamp).getLong();
        order = Short.toUnsignedInt(ByteBuffer.wrap(stamp).getShort(Long.BYTES));
    }

    byte[] stamp() {
        return Stamps.of(version, order);
    }

    @Override
    public String toString() {
        return name + " at " + version + (wrote() ? "/" + order : "") + ", read version " + readVersion;
    }
}
