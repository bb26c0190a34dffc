package org.vsekai.archive.verify;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.archive.Pieces;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.SegmentIndex;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/** A region's index is what its frames give, its blocks hold the frames that it says, and the account of their size is right. */
final class HistoryCheck {
    private final Pieces pieces;
    private final WorldKeys keys;
    private final StoredHistory history;
    private final Findings findings;

    /** What frames tell of things, wherever they lie. */
    private final Findings ofTheWorld;

    private final Fence fence;
    private final ParcelsCheck parcels;
    private final List<Long> blocks = new ArrayList<>();
    private long expected;
    private long oldestFrame;
    private long oldestRecord;
    private long bytes;

    HistoryCheck(Pieces pieces, WorldKeys keys, Findings findings, Fence fence, ParcelsCheck parcels) {
        this.pieces = pieces;
        this.keys = keys;
        history = new StoredHistory(keys);
        this.findings = findings.of(Finding.Grade.HISTORY);
        ofTheWorld = findings;
        this.fence = fence;
        this.parcels = parcels;
    }

    /** A piece of a block, in the order of keys. */
    void addBlock(KeyValue pair) {
        long first = keys.firstFrameOf(pair.key());
        if (blocks.isEmpty() || blocks.getLast() != first) {
            blocks.add(first);
        }
    }

    /** An index, in the order of keys, when all blocks have been seen. */
    void addIndex(KeyValue pair) {
        HistoryIndex index = findings.parse(HistoryIndex.parser(), pair.key(), pair.value(), "the index");
        if (index == null) {
            return;
        }
        long first = keys.firstFrameOf(pair.key());
        findings.check(index.getFirstFrame() == first, pair.key(), "it begins with frame " + index.getFirstFrame());
        findings.check(
                expected == 0 || first == expected,
                pair.key(),
                "the one before ends before frame " + expected + ": there is a gap, or an overlap");
        oldestFrame = oldestFrame == 0 ? first : oldestFrame;
        expected = index.getLastFrame() + 1;
        bytes += index.getSerializedSize();
        bytes += index.getBlockBytes() == 0 ? index.getRecordBytes() : index.getBlockBytes();
        if (index.getBlockBytes() == 0) {
            oldestRecord = oldestRecord == 0 ? first : oldestRecord;
        } else {
            findings.check(blocks.remove(first), pair.key(), "its block is missing");
            findings.check(oldestRecord == 0, pair.key(), "it is of a block, behind frames that lie as records");
        }
        if (index.getVersion() > SegmentIndex.VERSION) {
            findings.of(Finding.Grade.UNKNOWN_VERSION)
                    .add(
                            pair.key(),
                            "it is of the unknown version " + Integer.toUnsignedString(index.getVersion())
                                    + ": verify the world with the build that wrote it");
            parcels.lose(keys.regionId());
            return;
        }
        checkFrames(pair.key(), index);
    }

    private void checkFrames(byte[] key, HistoryIndex index) {
        List<FrameRecord> frames;
        try {
            frames = pieces.read(transaction -> history.frames(transaction, index));
        } catch (DamagedRecordException damage) {
            findings.add(key, String.valueOf(damage.getMessage()));
            parcels.lose(keys.regionId());
            return;
        }
        if (index.getBlockBytes() > 0) {
            frames.forEach(frame -> {
                LedgerCheck.check(frame, key, ofTheWorld);
                parcels.addFrame(keys.regionId(), key, frame);
            });
        }
        HistoryIndex right = frames.isEmpty()
                ? HistoryIndex.getDefaultInstance()
                : SegmentIndex.of(keys.regionId(), frames, index.getVersion());
        findings.check(
                right.equals(index.toBuilder().clearBlockBytes().build()), key, "its frames are not what it says");
    }

    /** When all keys of the region have been seen. */
    void end() {
        if (oldestFrame > 0) {
            parcels.reachBackTo(keys.regionId(), oldestFrame);
        }
        blocks.forEach(first -> findings.add(keys.historyBlock(first, 0), "the block is in no index"));
        boolean isSeen = fence.history().getIndexedFrame() > 0;
        findings.check(
                expected == 0 || expected == fence.history().getIndexedFrame() + 1,
                keys.history(),
                "frames up to " + fence.history().getIndexedFrame() + " should be in the index, which ends before "
                        + expected);
        findings.check(
                !isSeen || bytes == fence.history().getBytes(),
                keys.history(),
                "the history takes " + bytes + " bytes, and " + fence.history().getBytes() + " are noted");
        findings.check(
                oldestRecord == 0 || oldestRecord == fence.oldestFrame(),
                keys.history(),
                "frames from " + fence.oldestFrame() + " on should lie as records, and those from " + oldestRecord
                        + " on do");
    }
}
