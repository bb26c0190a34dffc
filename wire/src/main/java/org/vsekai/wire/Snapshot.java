package org.vsekai.wire;

import java.util.List;
import java.util.OptionalInt;
import org.vsekai.core.Pose;

/**
 * A snapshot as a client sees it.
 *
 * @param tick low 32 bits of the region's tick, unsigned
 * @param poseSequence of the client's newest pose that was taken in; empty when none was
 */
public record Snapshot(long tick, OptionalInt poseSequence, List<Avatar> avatars) {
    /** @param slot 0 to 65,535 */
    public record Avatar(int slot, Pose pose) {}

    public Snapshot {
        avatars = List.copyOf(avatars);
    }
}
