package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** @param parts the encoded record, in pieces that fit a value */
    record StoredFrame(long number, List<byte[]> parts) {}

    /**
     * Everything that changed since the last checkpoint, as it was at the end of one tick.
     *
     * @param frame the newest frame when it was taken: at most the batch's last one
     * @param oldestFrame as it was found
     */
    record Checkpoint(
            long frame,
            long tick,
            long nextEntityId,
            long oldestFrame,
            List<StoredChunk> chunks,
            List<StoredAvatar> avatars) {}

    /** @param oldPageCount how many pages the chunk has in the store before this */
    record StoredChunk(int chunkX, int chunkZ, List<byte[]> pages, int oldPageCount) {}

    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    record StoredAvatar(long playerId, byte[] value) {}
}
