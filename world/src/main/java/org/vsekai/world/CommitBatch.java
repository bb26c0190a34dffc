package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/**
 * What one store transaction makes durable: consecutive frames, a checkpoint, or both.
 *
 * @param number dense, from 1, for the life of the region; together with the epoch it settles an unknown result
 * @param lastFrame the region's newest frame after this commit
 * @param frames in order, ending with {@code lastFrame}; empty for a checkpoint alone
 */
record CommitBatch(
        long epoch,
        long number,
        long lastFrame,
        List<StoredFrame> frames,
        @Nullable Checkpoint checkpoint) {
    long previousFrame() {
        return lastFrame - frames.size();
    }

    /** The newest tick that this makes durable. */
    long tick() {
        return Math.max(frames.isEmpty() ? 0 : frames.getLast().tick(), checkpoint == null ? 0 : checkpoint.tick());
    }

    /** @param parts the encoded record, in pieces that fit a value */
    record StoredFrame(long number, long tick, List<byte[]> parts, Transfers transfers) {}

    /**
     * What a frame writes beside its record.
     *
     * @param sent to the inboxes of other regions
     * @param taken from the region's own inbox, where each must lie
     * @param departed the avatars of those who leave for another region, with their new home
     * @param usedUp logged inputs whose sequences are used up
     */
    record Transfers(List<Parcel> sent, List<ParcelId> taken, List<StoredAvatar> departed, List<UsedInput> usedUp) {
        static final Transfers NONE = new Transfers(List.of(), List.of(), List.of(), List.of());
    }

    record UsedInput(long playerId, long sequence) {}

    /**
     * Everything that changed since the last checkpoint, as it was at the end of one tick.
     *
     * @param frame the newest frame when it was taken: at most the batch's last one
     * @param oldestFrame as it was found
     * @param deals what was open of transactions over several regions
     */
    record Checkpoint(
            long frame,
            long tick,
            long nextEntityId,
            long entityIdLimit,
            long oldestFrame,
            OpenDeals deals,
            List<StoredChunk> chunks,
            List<StoredAvatar> avatars) {}

    /** @param oldPageCount how many pages the chunk has in the store before this */
    record StoredChunk(int chunkX, int chunkZ, List<byte[]> pages, int oldPageCount) {}

    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record StoredAvatar(long playerId, byte[] value) {}
}
