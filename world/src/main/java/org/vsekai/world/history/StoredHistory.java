package org.vsekai.world.history;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryIndex;
import org.vsekai.world.v1.HistoryRecord;

/** Reads the history of one region, wherever its frames lie. Blocks; each method in one transaction, the caller's. */
public final class StoredHistory {
    private final WorldKeys keys;

    /**
     * Where the history stands.
     *
     * @param checkpoint recovery needs all frames after this one
     * @param head the newest frame
     */
    public record Standing(HistoryRecord record, long checkpoint, long head) {}

    public StoredHistory(WorldKeys keys) {
        this.keys = keys;
    }

    public WorldKeys keys() {
        return keys;
    }

    /** A region that no upkeep has seen yet has all its frames as records, and none in the index. */
    public Standing standing(ReadTransaction transaction) {
        List<byte @Nullable []> values =
                RetryLoop.await(transaction.getAll(List.of(keys.history(), keys.checkpoint(), keys.head())));
        CheckpointRecord checkpoint =
                parse(CheckpointRecord.parser(), values.get(1), CheckpointRecord.getDefaultInstance(), "checkpoint");
        long oldest = Math.max(1, checkpoint.getOldestFrame());
        HistoryRecord unseen = HistoryRecord.newBuilder()
                .setOldestFrame(oldest)
                .setIndexedFrame(oldest - 1)
                .build();
        return new Standing(
                parse(HistoryRecord.parser(), values.get(0), unseen, "history"),
                checkpoint.getFrame(),
                parse(HeadRecord.parser(), values.get(2), HeadRecord.getDefaultInstance(), "head")
                        .getFrame());
    }

    /** The index of the segment that comes first from a frame on, or last up to one; null where there is none. */
    public @Nullable HistoryIndex index(ReadTransaction transaction, long from, long to, boolean isLast) {
        if (from > to) {
            return null;
        }
        KeyRange range = new KeyRange(keys.historyIndex(from), keys.historyIndex(to + 1));
        List<KeyValue> found = RetryLoop.await(transaction.getRange(range.begin(), range.end(), 1, isLast));
        return found.isEmpty()
                ? null
                : parse(
                        HistoryIndex.parser(),
                        found.getFirst().value(),
                        HistoryIndex.getDefaultInstance(),
                        "history index");
    }

    /** The frames of a segment. */
    public List<FrameRecord> frames(ReadTransaction transaction, HistoryIndex index) {
        if (index.getBlockBytes() == 0) {
            return records(transaction, index.getFirstFrame(), index.getLastFrame());
        }
        KeyRange range = keys.historyBlock(index.getFirstFrame());
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        RetryLoop.await(transaction.getRange(range.begin(), range.end()))
                .forEach(pair -> block.writeBytes(pair.value()));
        return FrameBlocks.inflate(block.toByteArray());
    }

    /** Frames that lie as records, all that are there of a range. */
    public List<FrameRecord> records(ReadTransaction transaction, long from, long to) {
        KeyRange range = keys.frames(from, to + 1);
        return parsed(RetryLoop.await(transaction.getRange(range.begin(), range.end())));
    }

    /** The first of some frames that lie as records, at least one if there is one, and not many more bytes than are asked for. */
    public List<FrameRecord> beginning(ReadTransaction transaction, long from, long to, int bytes) {
        KeyRange range = keys.frames(from, to + 1);
        RangeResult found = RetryLoop.await(
                transaction.getRange(range.begin(), range.end(), RangeOptions.ALL.withTargetBytes(bytes)));
        if (!found.more()) {
            return parsed(found.pairs());
        }
        long first = keys.frameOf(found.pairs().getFirst().key());
        long cut = keys.frameOf(found.pairs().getLast().key());
        return cut == first
                ? records(transaction, first, first)
                : parsed(found.pairs().stream()
                        .filter(pair -> keys.frameOf(pair.key()) < cut)
                        .toList());
    }

    private List<FrameRecord> parsed(List<KeyValue> pairs) {
        List<FrameRecord> frames = new ArrayList<>();
        FrameParts parts = new FrameParts(
                keys,
                (number, record) -> frames.add(
                        parse(FrameRecord.parser(), record, FrameRecord.getDefaultInstance(), "frame " + number)));
        pairs.forEach(parts::add);
        parts.end();
        return frames;
    }

    private static <M> M parse(Parser<M> parser, byte @Nullable [] value, M otherwise, String what) {
        try {
            return value == null ? otherwise : parser.parseFrom(value);
        } catch (InvalidProtocolBufferException damage) {
            throw new DamagedRecordException(what, damage);
        }
    }
}
