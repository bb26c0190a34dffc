package org.vsekai.world;

import java.util.concurrent.atomic.AtomicLong;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Transaction;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.WorldRecord;

/** Worlds of format 1: of one region, whose time was the world's, and which gave out all ids below the first block's. */
final class FormatOne {
    private FormatOne() {}

    /** Writes what the newest format has beside that: the size, the clock and the counter of ids. Blocks. */
    static WorldRecord upgrade(Transaction transaction, WorldKeys keys, WorldRecord record) {
        transaction.set(keys.clock(), WorldStore.number(newestTick(transaction, keys)));
        transaction.set(keys.nextEntityIds(), WorldStore.number(WorldStore.FIRST_ID_OF_BLOCKS));
        WorldRecord upgraded = record.toBuilder()
                .setFormatVersion(World.FORMAT_VERSION)
                .setRegionsPerSide(1)
                .build();
        transaction.set(keys.world(), upgraded.toByteArray());
        return upgraded;
    }

    /** Of the checkpoint, or of the newest frame after it. */
    private static long newestTick(Transaction transaction, WorldKeys keys) {
        byte[] checkpoint = Reads.value(transaction, keys.checkpoint());
        if (checkpoint == null) {
            throw new DamagedRecordException("the region has no checkpoint", null);
        }
        AtomicLong tick = new AtomicLong(Records.parse(CheckpointRecord.parser(), checkpoint, "checkpoint")
                .getTick());
        HeadRecord head = StoreJournal.head(Reads.value(transaction, keys.head()));
        KeyRange newest = keys.frames(head.getFrame(), head.getFrame() + 1);
        FrameParts parts = new FrameParts(
                keys,
                (number, frame) -> tick.accumulateAndGet(
                        Records.parse(FrameRecord.parser(), frame, "frame " + number)
                                .getTick(),
                        Math::max));
        for (KeyValue pair : Reads.pairs(transaction, newest.begin(), newest.end(), 0)) {
            parts.add(pair);
        }
        parts.end();
        return tick.get();
    }
}
