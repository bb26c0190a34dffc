package org.vsekai.archive.verify;

import com.google.protobuf.Parser;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Pieces;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryRecord;

/** The records that say where a region stands, and whether they agree. What is missing counts as new. */
record Fence(EpochRecord epoch, HeadRecord head, CheckpointRecord checkpoint, HistoryRecord history) {
    /** Reads them as of one moment, and checks each and all of them. */
    static Fence read(Pieces pieces, WorldKeys keys, Findings findings) {
        List<byte @Nullable []> values = pieces.read(transaction -> RetryLoop.await(
                transaction.getAll(List.of(keys.epoch(), keys.head(), keys.checkpoint(), keys.history()))));
        findings.check(values.get(2) != null, keys.checkpoint(), "is missing: the region can't be loaded");
        return new Fence(
                parse(findings, EpochRecord.parser(), keys.epoch(), values.get(0), EpochRecord.getDefaultInstance()),
                parse(findings, HeadRecord.parser(), keys.head(), values.get(1), HeadRecord.getDefaultInstance()),
                parse(
                        findings,
                        CheckpointRecord.parser(),
                        keys.checkpoint(),
                        values.get(2),
                        CheckpointRecord.getDefaultInstance()),
                parse(
                        findings.of(Finding.Grade.HISTORY),
                        HistoryRecord.parser(),
                        keys.history(),
                        values.get(3),
                        HistoryRecord.getDefaultInstance()));
    }

    private static <M> M parse(Findings findings, Parser<M> parser, byte[] key, byte @Nullable [] value, M otherwise) {
        M parsed = value == null ? null : findings.parse(parser, key, value, "the record");
        return parsed == null ? otherwise : parsed;
    }

    /** The oldest frame that lies as a record. */
    long oldestFrame() {
        return Math.max(1, Math.max(checkpoint.getOldestFrame(), history.getOldestFrame()));
    }

    void check(WorldKeys keys, Findings findings) {
        findings.check(
                checkpoint.getFrame() <= head.getFrame(),
                keys.checkpoint(),
                "the checkpoint is at frame " + checkpoint.getFrame() + ", the newest frame is " + head.getFrame());
        findings.check(
                oldestFrame() <= checkpoint.getFrame() + 1,
                keys.checkpoint(),
                "frames from " + oldestFrame() + " on are kept, but those after " + checkpoint.getFrame()
                        + " are needed");
        findings.check(checkpoint.getNextEntityId() > 0, keys.checkpoint(), "the next entity's id is not positive");
    }
}
