package org.vsekai.world.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.StoredHistory.Standing;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;
import org.vsekai.world.v1.HistoryRecord;

/**
 * Looks after the history of a world, played or not: puts durable frames in the index, a segment at a time; compresses
 * segments that backups and recovery need no more; drops the oldest that a {@link HistoryPolicy} doesn't keep, whether it is compressed or not.
 *
 * <ul>
 *   <li>Each step is one transaction that reads and writes the region's {@link HistoryRecord}: two upkeeps can't both do it, a
 *       crash leaves it done or not done, and a frame is in exactly one place.
 *   <li>It writes nothing that the region's owner writes, and reads frames that nobody changes: neither makes the other wait.
 *   <li>The checkpoint's own frame and those after it stay as they are, and so does the newest segment.
 *   <li>A region whose history is damaged is left as it is; the others are looked after.
 * </ul>
 *
 * Memory is that of a segment. Blocks; confined to one thread.
 */
public final class HistoryUpkeep {
    /** A segment is made of so many frames, or of those that are there when the oldest is an hour old. */
    static final int SEGMENT_FRAMES = 500;

    /** It ends before them where they take more than this: what is left begins the next one. */
    static final int SEGMENT_BYTES = 1_000_000;

    static final long SETTLED_MILLIS = 60 * 60 * 1_000L;

    private static final TransactionOptions LAST = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    private final Database database;
    private final String worldName;
    private final HistoryPolicy policy;
    private int indexed;
    private int compressed;
    private int dropped;
    private final Set<RegionId> damaged = new HashSet<>();
    private SortedMap<RegionId, String> newlyDamaged = new TreeMap<>();
    private volatile boolean isStopped;

    /**
     * What a pass has done, in segments.
     *
     * @param bytes what the indexed history of the world takes after it, without that of damaged regions
     * @param damaged regions whose history can't be read: nothing is done with it
     * @param newlyDamaged those among them that no pass has told yet, and what is damaged
     */
    public record Done(
            int indexed,
            int compressed,
            int dropped,
            long bytes,
            int damaged,
            SortedMap<RegionId, String> newlyDamaged) {}

    public HistoryUpkeep(Database database, String worldName, HistoryPolicy policy) {
        this.database = database;
        this.worldName = worldName;
        this.policy = policy;
    }

    /** Any thread: a pass under way ends after its step, and no other does anything. */
    public void stop() {
        isStopped = true;
    }

    /** Does what there is to do, as of a moment. */
    public Done pass(long unixMillis) {
        indexed = 0;
        compressed = 0;
        dropped = 0;
        List<Kept> regions = new ArrayList<>();
        for (RegionId region : run(transaction -> StoredWorlds.regions(transaction.snapshot(), worldName))) {
            Kept kept = lookedAfter(new StoredHistory(WorldKeys.of(worldName).in(region)), unixMillis);
            if (kept != null) {
                regions.add(kept);
            }
        }
        long bytes = dropBeyond(regions);
        Done done = new Done(indexed, compressed, dropped, bytes, damaged.size(), newlyDamaged);
        newlyDamaged = new TreeMap<>();
        return done;
    }

    /** Null where the region's history is damaged: what is left of it may still be of use, so nothing of it is dropped. */
    private @Nullable Kept lookedAfter(StoredHistory history, long unixMillis) {
        return unlessDamaged(history, () -> {
            while (!isStopped && indexed(history, unixMillis)) {
                indexed++;
            }
            while (!isStopped && compressed(history)) {
                compressed++;
            }
            while (!isStopped
                    && droppedOlderThan(history, unixMillis - policy.age().toMillis())) {
                dropped++;
            }
            return run(transaction -> kept(history, transaction));
        });
    }

    /** One region's damage is no reason to leave the others alone. */
    private @Nullable Kept unlessDamaged(StoredHistory history, Supplier<Kept> step) {
        RegionId region = history.keys().regionId();
        try {
            Kept kept = step.get();
            damaged.remove(region);
            return kept;
        } catch (DamagedRecordException damage) {
            if (damaged.add(region)) {
                newlyDamaged.put(region, String.valueOf(damage.getMessage()));
            }
            return null;
        }
    }

    private <T> T run(Function<Transaction, T> step) {
        return database.run(LAST, step);
    }

    // ---- the index ----

    private boolean indexed(StoredHistory history, long unixMillis) {
        return run(transaction -> {
            Standing standing = standing(history, transaction);
            List<FrameRecord> segment = nextSegment(history, transaction, standing, unixMillis);
            if (segment.isEmpty()) {
                return false;
            }
            WorldKeys keys = history.keys();
            HistoryIndex index = SegmentIndex.of(keys.regionId(), segment);
            transaction.set(keys.historyIndex(index.getFirstFrame()), index.toByteArray());
            HistoryRecord.Builder record = standing.record().toBuilder()
                    .setIndexedFrame(index.getLastFrame())
                    .setBytes(standing.record().getBytes() + index.getSerializedSize() + index.getRecordBytes());
            transaction.set(keys.history(), record.build().toByteArray());
            return true;
        });
    }

    /** The standing. Of what it is read from, only the upkeep's own record conflicts: the owner's change all the time. */
    private static Standing standing(StoredHistory history, Transaction transaction) {
        RetryLoop.await(transaction.get(history.keys().history()));
        return history.standing(transaction.snapshot());
    }

    private static List<FrameRecord> nextSegment(
            StoredHistory history, Transaction transaction, Standing standing, long unixMillis) {
        long first = standing.record().getIndexedFrame() + 1;
        long head = standing.head();
        boolean mayBeFull = head - first + 1 >= SEGMENT_FRAMES;
        if (head < first || !mayBeFull && !isSettled(history, transaction, first, unixMillis)) {
            return List.of();
        }
        long last = Math.min(head, first + SEGMENT_FRAMES - 1);
        return history.beginning(transaction.snapshot(), first, last, SEGMENT_BYTES);
    }

    private static boolean isSettled(StoredHistory history, Transaction transaction, long first, long unixMillis) {
        List<FrameRecord> oldest = history.records(transaction.snapshot(), first, first);
        return !oldest.isEmpty() && unixMillis - oldest.getFirst().getUnixMillis() >= SETTLED_MILLIS;
    }

    // ---- blocks ----

    private boolean compressed(StoredHistory history) {
        return run(transaction -> {
            Standing standing = standing(history, transaction);
            HistoryRecord record = standing.record();
            long limit = Math.min(standing.checkpoint() - 1, record.getIndexedFrame());
            HistoryIndex index = history.index(transaction.snapshot(), record.getOldestFrame(), limit, false);
            if (index == null
                    || index.getLastFrame() > limit
                    || !isToBeCompressed(history, transaction, standing, index)) {
                return false;
            }
            WorldKeys keys = history.keys();
            byte[] block = FrameBlocks.deflate(history.frames(transaction.snapshot(), index));
            List<byte[]> parts = FrameParts.split(block);
            for (int part = 0; part < parts.size(); part++) {
                transaction.set(keys.historyBlock(index.getFirstFrame(), part), parts.get(part));
            }
            HistoryIndex moved = index.toBuilder().setBlockBytes(block.length).build();
            transaction.set(keys.historyIndex(index.getFirstFrame()), moved.toByteArray());
            clear(transaction, keys.frames(index.getFirstFrame(), index.getLastFrame() + 1));
            transaction.set(
                    keys.history(),
                    record.toBuilder()
                            .setOldestFrame(index.getLastFrame() + 1)
                            .setBytes(record.getBytes() + size(moved) - size(index))
                            .build()
                            .toByteArray());
            return true;
        });
    }

    private boolean isToBeCompressed(
            StoredHistory history, Transaction transaction, Standing standing, HistoryIndex oldest) {
        if (oldest.getLastFrame() <= standing.checkpoint() - policy.framesAsRecords()) {
            return true;
        }
        if (standing.record().getBytes() <= policy.bytesAsRecords()) {
            return false;
        }
        long bytes = 0;
        for (HistoryIndex index = oldest;
                index != null;
                index = history.index(transaction.snapshot(), index.getLastFrame() + 1, Long.MAX_VALUE - 1, false)) {
            bytes += index.getRecordBytes();
        }
        return bytes > policy.bytesAsRecords();
    }

    /** What a segment takes in the store, its index included. */
    static long size(HistoryIndex index) {
        return index.getSerializedSize()
                + (index.getBlockBytes() == 0 ? index.getRecordBytes() : index.getBlockBytes());
    }

    private static void clear(Transaction transaction, KeyRange range) {
        transaction.clearRange(range.begin(), range.end());
    }

    // ---- retention ----

    private boolean droppedOlderThan(StoredHistory history, long unixMillis) {
        return run(transaction -> {
            Standing standing = standing(history, transaction);
            HistoryIndex oldest = droppable(history, transaction, standing);
            if (oldest == null || made(history, transaction, oldest) >= unixMillis) {
                return false;
            }
            drop(history, transaction, standing, oldest);
            return true;
        });
    }

    /** When a segment's newest frame was made; where none says so, that of the next segment that does. Otherwise it is not old. */
    private static long made(StoredHistory history, Transaction transaction, HistoryIndex index) {
        HistoryIndex timed = index;
        while (timed != null && timed.getToUnixMillis() == 0) {
            timed = history.index(transaction.snapshot(), timed.getLastFrame() + 1, Long.MAX_VALUE - 1, false);
        }
        return timed == null ? Long.MAX_VALUE : timed.getToUnixMillis();
    }

    /** The oldest segment, if it may be dropped. */
    private static @Nullable HistoryIndex droppable(StoredHistory history, Transaction transaction, Standing standing) {
        HistoryIndex oldest = history.index(transaction.snapshot(), 0, Long.MAX_VALUE - 1, false);
        boolean isNeeded = oldest != null
                && (oldest.getLastFrame() >= standing.checkpoint() || oldest.getLastFrame() == standing.head());
        return isNeeded ? null : oldest;
    }

    private static void drop(StoredHistory history, Transaction transaction, Standing standing, HistoryIndex oldest) {
        WorldKeys keys = history.keys();
        HistoryRecord.Builder record =
                standing.record().toBuilder().setBytes(standing.record().getBytes() - size(oldest));
        if (oldest.getBlockBytes() == 0) {
            clear(transaction, keys.frames(oldest.getFirstFrame(), oldest.getLastFrame() + 1));
            record.setOldestFrame(oldest.getLastFrame() + 1);
        } else {
            clear(transaction, keys.historyBlock(oldest.getFirstFrame()));
        }
        transaction.clear(keys.historyIndex(oldest.getFirstFrame()));
        transaction.set(keys.history(), record.build().toByteArray());
    }

    /**
     * A region's history as the limit in bytes sees it.
     *
     * @param oldest the first frame of the oldest segment that may be dropped, 0 for none
     * @param oldestTick the world's time at that segment's end: one for all regions, and known also where the wall clock is not
     */
    private record Kept(StoredHistory history, long bytes, long oldest, long oldestTick) {}

    private static Kept kept(StoredHistory history, Transaction transaction) {
        Standing standing = standing(history, transaction);
        HistoryIndex oldest = droppable(history, transaction, standing);
        long bytes = standing.record().getBytes();
        return oldest == null
                ? new Kept(history, bytes, 0, Long.MAX_VALUE)
                : new Kept(history, bytes, oldest.getFirstFrame(), oldest.getToTick());
    }

    /** The oldest of all regions first, records too: otherwise many regions' records could take any amount. */
    private long dropBeyond(List<Kept> regions) {
        long bytes = regions.stream().mapToLong(Kept::bytes).sum();
        PriorityQueue<Kept> byAge = new PriorityQueue<>(Comparator.comparingLong(Kept::oldestTick));
        byAge.addAll(regions);
        while (!isStopped && bytes > policy.bytes() && !byAge.isEmpty()) {
            Kept oldest = byAge.remove();
            if (oldest.oldest == 0) {
                continue;
            }
            Kept left = unlessDamaged(oldest.history, () -> run(transaction -> dropped(oldest, transaction)));
            bytes -= oldest.bytes;
            if (left != null) {
                dropped++;
                bytes += left.bytes;
                byAge.add(left);
            }
        }
        return bytes;
    }

    private static Kept dropped(Kept kept, Transaction transaction) {
        Standing standing = standing(kept.history, transaction);
        HistoryIndex oldest = droppable(kept.history, transaction, standing);
        if (oldest != null && oldest.getFirstFrame() == kept.oldest) {
            drop(kept.history, transaction, standing, oldest);
        }
        return kept(kept.history, transaction);
    }
}
