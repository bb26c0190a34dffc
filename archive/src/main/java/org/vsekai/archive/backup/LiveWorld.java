package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.core.Check;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.FrameParts;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryRecord;
import org.vsekai.world.v1.WorldRecord;

/** Reads a world that may be in play, piece by piece. Stops where the thread is interrupted. Blocks. */
final class LiveWorld {
    private final Pieces pieces;
    private final WorldKeys keys;

    /** Where a region stands. The checkpoint names the oldest frame that lies as a record today. */
    record Standing(CheckpointRecord checkpoint, HeadRecord head, long epoch) {}

    /**
     * What says where the world stands, at one moment: so no frame that is in it has taken a parcel whose sender's is not.
     *
     * @param parcels what waits for regions at that moment, in the order of keys
     */
    record Fence(WorldRecord world, SortedMap<RegionId, Standing> regions, List<KeyValue> parcels) {}

    LiveWorld(Pieces pieces, WorldKeys keys) {
        this.pieces = pieces;
        this.keys = keys;
    }

    WorldKeys keys() {
        return keys;
    }

    /** @throws ArchiveException when there is no world */
    Fence fence() {
        return read(transaction -> {
            byte[] world = RetryLoop.await(transaction.get(keys.world()));
            SortedMap<RegionId, Standing> regions = new TreeMap<>();
            for (RegionId region : StoredWorlds.regions(transaction, keys.worldName())) {
                Standing standing = standing(transaction, keys.in(region));
                if (standing != null) {
                    regions.put(region, standing);
                }
            }
            if (world == null || regions.isEmpty()) {
                throw new ArchiveException("the store holds no world of that name");
            }
            KeyRange inboxes = keys.inboxes();
            return new Fence(
                    Stored.parse(WorldRecord.parser(), world, "world"),
                    regions,
                    RetryLoop.await(transaction.getRange(inboxes.begin(), inboxes.end())));
        });
    }

    /** The newest frame of a region. */
    long newestFrame(RegionId region) {
        Standing standing = read(transaction ->
                Objects.requireNonNull(standing(transaction, keys.in(region)), "a region that was there stays"));
        return standing.head().getFrame();
    }

    /** Null where the region has no checkpoint: then there is nothing of it. */
    private static @Nullable Standing standing(ReadTransaction transaction, WorldKeys region) {
        List<byte @Nullable []> values = RetryLoop.await(
                transaction.getAll(List.of(region.checkpoint(), region.head(), region.epoch(), region.history())));
        byte[] checkpoint = values.get(0);
        byte[] head = values.get(1);
        byte[] epoch = values.get(2);
        return checkpoint == null
                ? null
                : new Standing(
                        withOldestFrame(
                                Stored.parse(CheckpointRecord.parser(), checkpoint, "checkpoint"), values.get(3)),
                        head == null
                                ? HeadRecord.getDefaultInstance()
                                : Stored.parse(HeadRecord.parser(), head, "head"),
                        epoch == null
                                ? 0
                                : Stored.parse(EpochRecord.parser(), epoch, "epoch")
                                        .getEpoch());
    }

    private static CheckpointRecord withOldestFrame(CheckpointRecord checkpoint, byte @Nullable [] history) {
        return history == null
                ? checkpoint
                : checkpoint.toBuilder()
                        .setOldestFrame(Stored.parse(HistoryRecord.parser(), history, "history")
                                .getOldestFrame())
                        .build();
    }

    /** Pages of a region, those of one chunk as of one moment. After each piece something else may be done. */
    void pages(RegionId region, Consumer<KeyValue> visitor, Runnable afterPiece) {
        WorldKeys its = keys.in(region);
        pieces.each(
                its.pages(),
                (transaction, range) -> wholeChunks(its, transaction, range),
                visitor,
                stoppable(afterPiece));
    }

    /**
     * A piece that ends with a chunk: an entity that has gone from one of the chunk's pages makes others move from page to
     * page, so pages of different moments could miss one that no frame mentions.
     */
    private RangeResult wholeChunks(WorldKeys region, ReadTransaction transaction, KeyRange range) {
        RangeResult found = pieces.next(transaction, range);
        if (!found.more()) {
            return found;
        }
        byte[] last = found.pairs().getLast().key();
        List<KeyValue> pairs = new ArrayList<>(found.pairs());
        pairs.addAll(RetryLoop.await(
                transaction.getRange(Keys.after(last), region.chunkOf(last).end())));
        return new RangeResult(pairs, true);
    }

    void pairs(KeyRange range, Consumer<KeyValue> visitor, Runnable afterPiece) {
        pieces.each(range, pieces::next, visitor, stoppable(afterPiece));
    }

    private static Runnable stoppable(Runnable afterPiece) {
        return () -> {
            stopIfTold();
            afterPiece.run();
        };
    }

    /** Whole frame records {@code from <= number <= to} of a region, as far as they are there. */
    void frames(RegionId region, long from, long to, FrameParts.Whole visitor) {
        if (to < from) {
            return;
        }
        WorldKeys its = keys.in(region);
        FrameParts parts = new FrameParts(its, visitor);
        pairs(its.frames(from, to + 1), parts::add, () -> {});
        parts.end();
    }

    /** The keys that neither belong to a region nor are avatars, parcels or logged inputs, in order. */
    List<KeyRange> others() {
        List<KeyRange> others = new ArrayList<>();
        byte[] begin = keys.everything().begin();
        for (KeyRange apart : List.of(keys.avatars(), keys.inboxes(), keys.loggedInputs(), keys.regions())) {
            Check.that(Keys.compare(apart.begin(), begin) > 0, "sections are in the order of keys");
            others.add(new KeyRange(begin, apart.begin()));
            begin = apart.end();
        }
        others.add(new KeyRange(begin, keys.everything().end()));
        return others;
    }

    private <T> T read(Function<ReadTransaction, T> body) {
        stopIfTold();
        return pieces.read(body);
    }

    private static void stopIfTold() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ArchiveException("the backup was told to stop; what it had written counts as nothing");
        }
    }
}
