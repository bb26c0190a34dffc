package org.vsekai.storage.rocksdb;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.vsekai.core.Check;
import org.vsekai.storage.Keys;

/**
 * Which keys were written at which version during the last seconds: the memory that optimistic concurrency checks against.
 *
 * <p>Buckets of {@link #BUCKET_VERSIONS}, newest first. A bucket holds the newest version of each point written, and a step
 * function (key to the version of the newest range over it) for ranges. Invariants: versions only grow; a bucket that holds
 * nothing is passed over, and never ends a search; whatever was written after {@link #oldestVersion} is still known.
 *
 * <p>About 120 bytes of heap for each key written within the window. Confined to the commit thread.
 */
final class ConflictSet {
    /** 250 ms. */
    static final long BUCKET_VERSIONS = 250_000;

    /** Longer than a transaction may live, by the time it may wait in the queue. */
    static final long WINDOW_VERSIONS = 6_000_000;

    /** Nothing was written here, as far as the bucket knows. */
    private static final long NEVER = 0;

    private final ArrayDeque<Bucket> newestFirst = new ArrayDeque<>();
    private final Sabotage sabotage;
    private long oldestVersion;

    ConflictSet(long startVersion, Sabotage sabotage) {
        this.sabotage = sabotage;
        oldestVersion = startVersion;
        newestFirst.addFirst(new Bucket(startVersion));
    }

    /** A transaction that read before this version can't be checked any more: it is too old. */
    long oldestVersion() {
        return oldestVersion;
    }

    /** Opens a bucket where it is time for one and forgets what has left the window. Before any write of this version. */
    void advanceTo(long version) {
        if (version - newestFirst.getFirst().firstVersion >= BUCKET_VERSIONS) {
            newestFirst.addFirst(new Bucket(version));
        }
        if (sabotage == Sabotage.FORGETS_EARLY && newestFirst.size() > 1) {
            newestFirst.removeLast();
        }
        while (newestFirst.size() > 1 && version - newestFirst.getLast().maxVersion > WINDOW_VERSIONS) {
            oldestVersion = Math.max(oldestVersion, newestFirst.removeLast().maxVersion);
        }
    }

    void addPoint(byte[] key, long version) {
        newestFirst.getFirst().addPoint(key, version);
    }

    /** [begin, end) is not empty. */
    void addRange(byte[] begin, byte[] end, long version) {
        newestFirst.getFirst().addRange(begin, end, version);
    }

    /** Whether something in the read set was written after the read version. */
    boolean conflicts(ReadSet reads, long readVersion) {
        Check.that(readVersion >= oldestVersion, "a read version is inside the window", readVersion);
        for (Bucket bucket : newestFirst) {
            if (bucket.maxVersion == NEVER && sabotage != Sabotage.EMPTY_BUCKET_ENDS) {
                continue; // Empty: says nothing about the buckets before it.
            }
            if (bucket.maxVersion <= readVersion) {
                return false;
            }
            if (bucket.conflicts(reads, readVersion, sabotage)) {
                return true;
            }
        }
        return false;
    }

    private static final class Bucket {
        final long firstVersion;
        final TreeMap<byte[], Long> points = new TreeMap<>(Keys.ORDER);

        /** From each key up to the next: the version of the newest range write there. */
        final TreeMap<byte[], Long> steps = new TreeMap<>(Keys.ORDER);

        long maxVersion = NEVER;

        Bucket(long firstVersion) {
            this.firstVersion = firstVersion;
        }

        void addPoint(byte[] key, long version) {
            maxVersion = version;
            points.put(key, version);
        }

        void addRange(byte[] begin, byte[] end, long version) {
            maxVersion = version;
            long beyond = step(end);
            steps.subMap(begin, end).clear();
            steps.put(begin, version);
            steps.put(end, beyond);
        }

        boolean conflicts(ReadSet reads, long readVersion, Sabotage sabotage) {
            for (byte[] key : reads.points) {
                if (points.getOrDefault(key, NEVER) > readVersion || step(key) > readVersion) {
                    return true;
                }
            }
            if (sabotage == Sabotage.RANGES_UNCHECKED) {
                return false;
            }
            boolean[] found = new boolean[1];
            reads.ranges.forEach((begin, end) -> found[0] |= rangeConflicts(begin, end, readVersion));
            return found[0];
        }

        private boolean rangeConflicts(byte[] begin, byte[] end, long readVersion) {
            return step(begin) > readVersion
                    || anyAfter(points.subMap(begin, end), readVersion)
                    || anyAfter(steps.subMap(begin, end), readVersion);
        }

        private long step(byte[] key) {
            Map.Entry<byte[], Long> step = steps.floorEntry(key);
            return step == null ? NEVER : step.getValue();
        }

        private static boolean anyAfter(Map<byte[], Long> versions, long readVersion) {
            for (long version : versions.values()) {
                if (version > readVersion) {
                    return true;
                }
            }
            return false;
        }
    }
}
