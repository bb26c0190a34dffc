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
 * <p>About {@link #ENTRY_BYTES} of heap and the key for each key written within the window, at most {@link #MAX_BYTES}: many
 * small keys shorten the window, and the readers that fall out of it are too old. Confined to the commit thread.
 */
final class ConflictSet {
    /** 250 ms. */
    static final long BUCKET_VERSIONS = 250_000;

    /** Longer than a transaction may live, by the time it may wait in the queue. */
    static final long WINDOW_VERSIONS = 6_000_000;

    /** A node of a tree, its version, the array's header. */
    static final int ENTRY_BYTES = 120;

    /** Beyond this the oldest buckets are forgotten early. */
    static final long MAX_BYTES = 128L << 20;

    /** A bucket ends early at this part of the bound, so that forgetting one never forgets nearly everything. */
    private static final int BUCKET_SHARE = 8;

    /** Nothing was written here, as far as the bucket knows. */
    private static final long NEVER = 0;

    private final ArrayDeque<Bucket> newestFirst = new ArrayDeque<>();
    private final Sabotage sabotage;
    private final long maxBytes;
    private long oldestVersion;

    // Read by anybody.
    private volatile long bytes;
    private volatile long bucketsDropped;

    ConflictSet(long startVersion, long maxBytes, Sabotage sabotage) {
        this.sabotage = sabotage;
        this.maxBytes = maxBytes;
        oldestVersion = startVersion;
        newestFirst.addFirst(new Bucket(startVersion));
    }

    /** A transaction that read before this version can't be checked any more: it is too old. */
    long oldestVersion() {
        return oldestVersion;
    }

    /** Opens a bucket where it is time for one and forgets what has left the window. Before any write of this version. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    void advanceTo(long version) {
        Bucket newest = newestFirst.getFirst();
        if (version - newest.firstVersion >= BUCKET_VERSIONS || newest.bytes > maxBytes / BUCKET_SHARE) {
            newestFirst.addFirst(new Bucket(version));
        }
        if (sabotage == Sabotage.FORGETS_EARLY && newestFirst.size() > 1) {
            newestFirst.removeLast();
        }
        long held = newestFirst.stream().mapToLong(bucket -> bucket.bytes).sum();
        while (newestFirst.size() > 1) {
            Bucket oldest = newestFirst.getLast();
            boolean hasLeft = version - oldest.maxVersion > WINDOW_VERSIONS;
            if (!hasLeft && held <= maxBytes) {
                break;
            }
            bucketsDropped += hasLeft ? 0 : 1;
            held -= oldest.bytes;
            newestFirst.removeLast();
            oldestVersion = Math.max(oldestVersion, oldest.maxVersion);
        }
        bytes = held;
    }

    /** Heap in use, as of the newest group; any thread. */
    long bytes() {
        return bytes;
    }

    /** Buckets forgotten before their time, to stay within the bound; any thread. */
    long bucketsDropped() {
        return bucketsDropped;
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

        long bytes;

        Bucket(long firstVersion) {
            this.firstVersion = firstVersion;
        }

        void addPoint(byte[] key, long version) {
            maxVersion = version;
            if (points.put(key, version) == null) {
                bytes += ENTRY_BYTES + key.length;
            }
        }

        void addRange(byte[] begin, byte[] end, long version) {
            maxVersion = version;
            long beyond = step(end);
            Map<byte[], Long> hidden = steps.subMap(begin, end);
            hidden.keySet().forEach(key -> bytes -= ENTRY_BYTES + key.length);
            hidden.clear();
            addStep(begin, version);
            addStep(end, beyond);
        }

        private void addStep(byte[] key, long version) {
            if (steps.put(key, version) == null) {
                bytes += ENTRY_BYTES + key.length;
            }
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
