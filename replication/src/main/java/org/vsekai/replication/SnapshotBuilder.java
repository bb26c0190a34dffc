package org.vsekai.replication;

import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.wire.BitWriter;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.SnapshotWriter;

/**
 * Makes each client's snapshots out of the newest pose of everybody.
 *
 * <ul>
 *   <li>Each pose is encoded once, and copied for every viewer.
 *   <li>Whoever is within {@link #SIGHT_CELLS} cells is in sight. An avatar's priority grows with the ticks since this viewer was
 *       last sent it, and shrinks with distance; so near ones come more often, and nobody in sight waits for ever.
 *   <li>A viewer gets one message per tick at most, within its budget: as many avatars as it can pay for, up to 27.
 * </ul>
 *
 * Choosing costs O(cells in sight + avatars in them) per viewer and tick beside the insertions, however many players the
 * world has; nothing is allocated but the message. Confined to the gateway's thread.
 */
@HotPath
public final class SnapshotBuilder {
    /** What {@link #build} answers when the viewer's budget has no room for a message: this tick is skipped. */
    public static final byte[] NOTHING = {};

    /** Sight ends between 192 and 256 m away: so many cells of 64 m beyond the viewer's own. */
    static final int SIGHT_CELLS = 3;

    /** Within so many metres distance hardly matters; beyond, an avatar's turn comes in proportion to its distance. */
    private static final long NEAR_MM = 8_000;

    private static final long OLDEST_TICKS = 1L << 20;
    private static final long SCORE_SCALE = 1L << 40;

    private final int maxSlots;
    private final AvatarGrid grid;

    /** Body of the avatar in slot s at [s × BODY_BYTES]. */
    private final byte[] bodies;

    private final BitWriter encoder = new BitWriter(PoseCodec.BODY_BYTES);
    private final SnapshotWriter writer = new SnapshotWriter();
    private final int[] chosen = new int[SnapshotWriter.MAX_AVATARS];
    private final long[] chosenScores = new long[SnapshotWriter.MAX_AVATARS];

    public SnapshotBuilder(int maxSlots) {
        Check.that(maxSlots > 0 && maxSlots <= 1 << 16, "slots fit in 16 bits", maxSlots);
        this.maxSlots = maxSlots;
        grid = new AvatarGrid(maxSlots);
        bodies = new byte[maxSlots * PoseCodec.BODY_BYTES];
    }

    /** The newest pose of an avatar, in place of the one before. */
    public void show(int slot, Pose pose) {
        Check.that(slot >= 0 && slot < maxSlots, "a slot is within its table", slot);
        grid.place(slot, pose.rootXMicros(), pose.rootZMicros());
        encoder.reset();
        PoseCodec.encodeBody(pose, encoder);
        encoder.copyTo(bodies, slot * PoseCodec.BODY_BYTES);
    }

    /** Nobody sees the avatar any more. It may never have been shown. */
    public void hide(int slot) {
        grid.remove(slot);
    }

    /**
     * @param tick of the newest poses
     * @param poseSequence meaningful only with {@code hasPose}
     */
    public byte[] build(SnapshotViewer viewer, long tick, boolean hasPose, int poseSequence, long nowNanos) {
        int affordable = affordable(viewer.budget.available(nowNanos));
        if (affordable < 0) {
            return NOTHING;
        }
        int picked = choose(viewer, tick, Math.min(affordable, SnapshotWriter.MAX_AVATARS));
        writer.begin(tick, hasPose, poseSequence);
        for (int i = 0; i < picked; i++) {
            int slot = chosen[i];
            writer.add(slot, bodies, slot * PoseCodec.BODY_BYTES);
            viewer.sentAtTick[slot] = tick;
        }
        byte[] message = writer.finish();
        viewer.budget.tryTake(message.length, nowNanos);
        return message;
    }

    /** How many avatars a message of so many bytes has room for; -1 when not even an empty one fits. */
    private static int affordable(long bytes) {
        long bits = bytes * 8 - SnapshotWriter.HEADER_BITS;
        return bits < 0 ? -1 : (int) (bits / SnapshotWriter.AVATAR_BITS);
    }

    /** Fills {@code chosen} with the avatars in sight of the highest scores, best first; returns how many. */
    private int choose(SnapshotViewer viewer, long tick, int most) {
        int picked = 0;
        if (most == 0) {
            return 0;
        }
        int cellX = AvatarGrid.cellIndex(viewer.xMicros());
        int cellZ = AvatarGrid.cellIndex(viewer.zMicros());
        for (int x = cellX - SIGHT_CELLS; x <= cellX + SIGHT_CELLS; x++) {
            for (int z = cellZ - SIGHT_CELLS; z <= cellZ + SIGHT_CELLS; z++) {
                for (int slot = grid.firstIn(x, z); slot != AvatarGrid.NONE; slot = grid.nextInCell(slot)) {
                    if (slot != viewer.ownSlot) {
                        picked = insert(slot, score(viewer, tick, slot), picked, most);
                    }
                }
            }
        }
        return picked;
    }

    /** Puts an avatar in its place among the chosen, if it is good enough; returns how many there are. */
    private int insert(int slot, long score, int picked, int most) {
        int count = picked;
        if (count < most) {
            count++;
        } else if (score <= chosenScores[count - 1]) {
            return count;
        }
        int at = count - 1;
        while (at > 0 && chosenScores[at - 1] < score) {
            chosenScores[at] = chosenScores[at - 1];
            chosen[at] = chosen[at - 1];
            at--;
        }
        chosenScores[at] = score;
        chosen[at] = slot;
        return count;
    }

    private long score(SnapshotViewer viewer, long tick, int slot) {
        long age = Math.clamp(tick - viewer.sentAtTick[slot], 1, OLDEST_TICKS);
        double dx = (double) (grid.xMicros(slot) - viewer.xMicros()) / Units.MICROS_PER_MM;
        double dz = (double) (grid.zMicros(slot) - viewer.zMicros()) / Units.MICROS_PER_MM;
        long distanceMm = (long) Math.sqrt(dx * dx + dz * dz);
        return age * (SCORE_SCALE / (NEAR_MM + distanceMm));
    }
}
