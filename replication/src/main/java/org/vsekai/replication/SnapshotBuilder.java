package org.vsekai.replication;

import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.wire.BitWriter;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.SnapshotWriter;

/**
 * Makes each client's snapshot of a tick out of the live poses.
 *
 * <ul>
 *   <li>Each avatar's body is encoded once per tick, and copied for every viewer.
 *   <li>An avatar's priority grows with the ticks since this viewer was last sent it, and shrinks with distance; so near
 *       ones come more often, and nobody waits for ever.
 *   <li>A viewer gets one message per tick at most, within its budget: as many avatars as it can pay for, up to 27.
 * </ul>
 *
 * Choosing costs O(avatars) per viewer and tick beside the insertions; nothing is allocated but the message. Confined to
 * the region thread.
 */
@HotPath
public final class SnapshotBuilder {
    /** What {@link #build} answers when the viewer's budget has no room for a message: this tick is skipped. */
    public static final byte[] NOTHING = {};

    /** Within so many metres distance hardly matters; beyond, an avatar's turn comes in proportion to its distance. */
    private static final long NEAR_MM = 8_000;

    /** Further than this all are equally far: keeps the arithmetic within 64 bits. */
    private static final long FAR_MM = 1L << 30;

    private static final long OLDEST_TICKS = 1L << 20;
    private static final long SCORE_SCALE = 1L << 40;

    private final int maxSlots;

    /** Columns of this tick's avatars, valid below count. */
    private final int[] slots;

    private final long[] xMicros;
    private final long[] zMicros;

    /** Body of avatar i at [i × BODY_BYTES]. */
    private final byte[] bodies;

    private final BitWriter encoder = new BitWriter(PoseCodec.BODY_BYTES);
    private final SnapshotWriter writer = new SnapshotWriter();
    private final int[] chosen = new int[SnapshotWriter.MAX_AVATARS];
    private final long[] chosenScores = new long[SnapshotWriter.MAX_AVATARS];
    private int count;
    private long tick;

    public SnapshotBuilder(int maxSlots) {
        Check.that(maxSlots > 0 && maxSlots <= 1 << 16, "slots fit in 16 bits", maxSlots);
        this.maxSlots = maxSlots;
        slots = new int[maxSlots];
        xMicros = new long[maxSlots];
        zMicros = new long[maxSlots];
        bodies = new byte[maxSlots * PoseCodec.BODY_BYTES];
    }

    public void beginTick(long tick) {
        this.tick = tick;
        count = 0;
    }

    /** Adds an avatar to this tick; each slot once. */
    public void add(int slot, Pose pose) {
        Check.that(slot >= 0 && slot < maxSlots && count < maxSlots, "a slot is within its table", slot);
        slots[count] = slot;
        xMicros[count] = pose.rootXMicros();
        zMicros[count] = pose.rootZMicros();
        encoder.reset();
        PoseCodec.encodeBody(pose, encoder);
        encoder.copyTo(bodies, count * PoseCodec.BODY_BYTES);
        count++;
    }

    /** @param poseSequence meaningful only with {@code hasPose} */
    public byte[] build(SnapshotViewer viewer, boolean hasPose, int poseSequence, long nowNanos) {
        int affordable = affordable(viewer.budget.available(nowNanos));
        if (affordable < 0) {
            return NOTHING;
        }
        int picked = choose(viewer, Math.min(affordable, SnapshotWriter.MAX_AVATARS));
        writer.begin(tick, hasPose, poseSequence);
        for (int i = 0; i < picked; i++) {
            int avatar = chosen[i];
            writer.add(slots[avatar], bodies, avatar * PoseCodec.BODY_BYTES);
            viewer.sentAtTick[slots[avatar]] = tick;
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

    /** Fills {@code chosen} with the avatars of the highest scores, best first; returns how many. */
    private int choose(SnapshotViewer viewer, int most) {
        int picked = 0;
        if (most == 0) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            if (slots[i] == viewer.ownSlot) {
                continue;
            }
            long score = score(viewer, i);
            if (picked < most) {
                picked++;
            } else if (score <= chosenScores[picked - 1]) {
                continue;
            }
            int at = picked - 1;
            while (at > 0 && chosenScores[at - 1] < score) {
                chosenScores[at] = chosenScores[at - 1];
                chosen[at] = chosen[at - 1];
                at--;
            }
            chosenScores[at] = score;
            chosen[at] = i;
        }
        return picked;
    }

    private long score(SnapshotViewer viewer, int avatar) {
        long age = Math.clamp(tick - viewer.sentAtTick[slots[avatar]], 1, OLDEST_TICKS);
        double dx = (double) (xMicros[avatar] - viewer.xMicros()) / Units.MICROS_PER_MM;
        double dz = (double) (zMicros[avatar] - viewer.zMicros()) / Units.MICROS_PER_MM;
        long distanceMm = (long) Math.min(FAR_MM, Math.sqrt(dx * dx + dz * dz));
        return age * (SCORE_SCALE / (NEAR_MM + distanceMm));
    }
}
