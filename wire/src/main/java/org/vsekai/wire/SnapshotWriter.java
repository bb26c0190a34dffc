package org.vsekai.wire;

import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Writes snapshots (docs/protocol/lossy.md, "Snapshot") out of bodies that were encoded once for all viewers.
 *
 * <pre>
 *  0      8                 40  41               57       65
 * +------+-----------------+---+----------------+--------+------------------------------
 * | 2    | tick            |has| pose sequence  | count  | count × ( slot 16 | body 303 )
 * +------+-----------------+---+----------------+--------+------------------------------
 * </pre>
 *
 * Reusable; confined to one thread. Allocates the finished message only: the transport keeps that.
 */
@HotPath
public final class SnapshotWriter {
    public static final int TYPE = 2;
    public static final int HEADER_BITS = 65;
    public static final int AVATAR_BITS = 16 + PoseCodec.BODY_BITS;

    /** As many as fit in {@link Protocol#MAX_LOSSY_BYTES}. */
    public static final int MAX_AVATARS = (Protocol.MAX_LOSSY_BYTES * 8 - HEADER_BITS) / AVATAR_BITS;

    static final int TICK_BITS = 32;
    static final int SEQUENCE_BITS = 16;
    static final int COUNT_BITS = 8;
    static final int SLOT_BITS = 16;
    private static final int COUNT_AT_BIT = HEADER_BITS - COUNT_BITS;

    private final BitWriter out = new BitWriter(Protocol.MAX_LOSSY_BYTES);
    private int count;

    /** @param poseSequence meaningful only with {@code hasPose}; 0 without */
    public void begin(long tick, boolean hasPose, int poseSequence) {
        out.reset();
        count = 0;
        out.write(TYPE, PoseCodec.TYPE_BITS);
        out.write(tick, TICK_BITS);
        out.write(hasPose ? 1 : 0, 1);
        out.write(hasPose ? poseSequence : 0, SEQUENCE_BITS);
        out.write(0, COUNT_BITS);
    }

    /** Adds an avatar; false when the message is full. */
    public boolean add(int slot, byte[] bodies, int fromByte) {
        if (count == MAX_AVATARS) {
            return false;
        }
        out.write(slot, SLOT_BITS);
        out.writeBits(bodies, fromByte, PoseCodec.BODY_BITS);
        count++;
        return true;
    }

    public int count() {
        return count;
    }

    public byte[] finish() {
        out.overwrite(COUNT_AT_BIT, count, COUNT_BITS);
        Check.that(!out.isOverflowed(), "a snapshot of at most 27 avatars fits its message");
        return out.toBytes();
    }

    /** Size of a message with that many avatars. */
    public static int sizeBytes(int avatars) {
        return (HEADER_BITS + avatars * AVATAR_BITS + 7) / 8;
    }
}
