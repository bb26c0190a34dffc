package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.FrameParts;
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

    /** What says where the world stands, at one moment. */
    record Fence(WorldRecord world, CheckpointRecord checkpoint, HeadRecord head, long epoch) {}

    LiveWorld(Pieces pieces, WorldKeys keys) {
        this.pieces = pieces;
        this.keys = keys;
    }

    WorldKeys keys() {
        return keys;
    }

    /** @throws ArchiveException when there is no world */
    Fence fence() {
        List<byte @Nullable []> values = read(transaction -> RetryLoop.await(transaction.getAll(
                List.of(keys.world(), keys.checkpoint(), keys.head(), keys.epoch(), keys.history()))));
        byte[] world = values.get(0);
        byte[] checkpoint = values.get(1);
        byte[] head = values.get(2);
        byte[] epoch = values.get(3);
        if (world == null || checkpoint == null) {
            throw new ArchiveException("the store holds no world of that name");
        }
        return new Fence(
                Stored.parse(WorldRecord.parser(), world, "world"),
                withOldestFrame(Stored.parse(CheckpointRecord.parser(), checkpoint, "checkpoint"), values.get(4)),
                head == null ? HeadRecord.getDefaultInstance() : Stored.parse(HeadRecord.parser(), head, "head"),
                epoch == null
                        ? 0
                        : Stored.parse(EpochRecord.parser(), epoch, "epoch").getEpoch());
    }

    /** The checkpoint with the oldest frame that lies as a record today. */
    private static CheckpointRecord withOldestFrame(CheckpointRecord checkpoint, byte @Nullable [] history) {
        return history == null
                ? checkpoint
                : checkpoint.toBuilder()
                        .setOldestFrame(Stored.parse(HistoryRecord.parser(), history, "history")
                                .getOldestFrame())
                        .build();
    }

    /** Pages, those of one chunk as of one moment. After each piece something else may be done. */
    void pages(Consumer<KeyValue> visitor, Runnable afterPiece) {
        pieces.each(keys.pages(), this::wholeChunks, visitor, stoppable(afterPiece));
    }

    /**
     * A piece that ends with a chunk: an entity that has gone from one of the chunk's pages makes others move from page to
     * page, so pages of different moments could miss one that no frame mentions.
     */
    private RangeResult wholeChunks(ReadTransaction transaction, KeyRange range) {
        RangeResult found = pieces.next(transaction, range);
        if (!found.more()) {
            return found;
        }
        byte[] last = found.pairs().getLast().key();
        List<KeyValue> pairs = new ArrayList<>(found.pairs());
        pairs.addAll(RetryLoop.await(
                transaction.getRange(Keys.after(last), keys.chunkOf(last).end())));
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

    /** Whole frame records {@code from <= number <= to}, as far as they are there. */
    void frames(long from, long to, FrameParts.Whole visitor) {
        if (to < from) {
            return;
        }
        FrameParts parts = new FrameParts(keys, visitor);
        pairs(keys.frames(from, to + 1), parts::add, () -> {});
        parts.end();
    }

    /** The keys that neither belong to the region nor are avatars, in order. */
    List<KeyRange> others() {
        KeyRange all = keys.everything();
        KeyRange avatars = keys.avatars();
        KeyRange region = keys.region();
        return List.of(
                new KeyRange(all.begin(), avatars.begin()),
                new KeyRange(avatars.end(), region.begin()),
                new KeyRange(region.end(), all.end()));
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
