package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.world.FrameParts;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.WorldRecord;

/**
 * Reads a world that may be in play: in pieces, each a snapshot read in a transaction of its own, which conflicts with nobody
 * and goes last. One piece is in memory. Blocks.
 */
final class LiveWorld {
    /** Of keys and values in one transaction: some milliseconds of reading, in any store. */
    static final int PIECE_BYTES = 512 * 1024;

    private static final TransactionOptions LAST = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    private final Database database;
    private final WorldKeys keys;
    private final RangeOptions piece;

    /** What says where the world stands, at one moment. */
    record Fence(WorldRecord world, CheckpointRecord checkpoint, HeadRecord head, long epoch) {}

    LiveWorld(Database database, WorldKeys keys, int pieceBytes) {
        this.database = database;
        this.keys = keys;
        piece = RangeOptions.ALL.withTargetBytes(pieceBytes);
    }

    WorldKeys keys() {
        return keys;
    }

    /** @throws BackupException when there is no world */
    Fence fence() {
        List<byte @Nullable []> values = read(transaction -> RetryLoop.await(
                transaction.getAll(List.of(keys.world(), keys.checkpoint(), keys.head(), keys.epoch()))));
        byte[] world = values.get(0);
        byte[] checkpoint = values.get(1);
        byte[] head = values.get(2);
        byte[] epoch = values.get(3);
        if (world == null || checkpoint == null) {
            throw new BackupException("the store holds no world of that name");
        }
        return new Fence(
                Stored.parse(WorldRecord.parser(), world, "world"),
                Stored.parse(CheckpointRecord.parser(), checkpoint, "checkpoint"),
                head == null ? HeadRecord.getDefaultInstance() : Stored.parse(HeadRecord.parser(), head, "head"),
                epoch == null
                        ? 0
                        : Stored.parse(EpochRecord.parser(), epoch, "epoch").getEpoch());
    }

    /** Pages, those of one chunk as of one moment. After each piece something else may be done. */
    void pages(Consumer<KeyValue> visitor, Runnable afterPiece) {
        KeyRange all = keys.pages();
        pieces(all, visitor, afterPiece, this::wholeChunks);
    }

    /**
     * A piece that ends with a chunk: an entity that has gone from one of the chunk's pages makes others move from page to
     * page, so pages of different moments could miss one that no frame mentions.
     */
    private RangeResult wholeChunks(ReadTransaction transaction, KeyRange range) {
        RangeResult found = RetryLoop.await(transaction.getRange(range.begin(), range.end(), piece));
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
        pieces(
                range,
                visitor,
                afterPiece,
                (transaction, rest) -> RetryLoop.await(transaction.getRange(rest.begin(), rest.end(), piece)));
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

    private interface Piece {
        RangeResult read(ReadTransaction transaction, KeyRange rest);
    }

    private void pieces(KeyRange range, Consumer<KeyValue> visitor, Runnable afterPiece, Piece next) {
        KeyRange rest = range;
        while (true) {
            KeyRange asked = rest;
            RangeResult found = read(transaction -> next.read(transaction, asked));
            found.pairs().forEach(visitor);
            afterPiece.run();
            if (!found.more()) {
                return;
            }
            rest = new KeyRange(Keys.after(found.pairs().getLast().key()), range.end());
        }
    }

    private <T> T read(Function<ReadTransaction, T> body) {
        if (Thread.currentThread().isInterrupted()) {
            throw new BackupException("the backup was told to stop; what it had written counts as nothing");
        }
        return database.run(LAST, transaction -> body.apply(transaction.snapshot()));
    }
}
