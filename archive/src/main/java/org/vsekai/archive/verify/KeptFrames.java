package org.vsekai.archive.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.storage.KeyRange;
import org.vsekai.world.FrameParts;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/** All frames that are kept of a region, in order: of its blocks, and then those that lie as records. Memory is that of a block. */
final class KeptFrames {
    private final Pieces pieces;
    private final WorldKeys keys;
    private final StoredHistory history;
    private final long oldestRecord;

    /** By the segments that lie in blocks, oldest first. */
    private final List<HistoryIndex> blocks = new ArrayList<>();

    /** @param oldestRecord the first frame that lies as a record */
    KeptFrames(Pieces pieces, WorldKeys keys, long oldestRecord) {
        this.pieces = pieces;
        this.keys = keys;
        this.oldestRecord = oldestRecord;
        history = new StoredHistory(keys);
        pieces.each(keys.historyIndexes(), pair -> {
            HistoryIndex index = Stored.parse(HistoryIndex.parser(), pair.value(), "the index");
            if (index.getBlockBytes() > 0) {
                blocks.add(index.toBuilder()
                        .clearEntityIdSteps()
                        .clearPlayerIdSteps()
                        .build());
            }
        });
    }

    /** Hands over those from a frame on. */
    void each(long from, Consumer<FrameRecord> visitor) {
        for (HistoryIndex block : blocks) {
            if (block.getLastFrame() >= from) {
                pieces.read(transaction -> history.frames(transaction, block)).stream()
                        .filter(frame -> frame.getNumber() >= from)
                        .forEach(visitor);
            }
        }
        FrameParts parts = new FrameParts(
                keys,
                (number, record) -> visitor.accept(Stored.parse(FrameRecord.parser(), record, "frame " + number)));
        KeyRange records = keys.frames(Math.max(from, oldestRecord), Long.MAX_VALUE);
        pieces.each(records, parts::add);
        parts.end();
    }
}
