package org.vsekai.core;

/**
 * Where a player's body is at one moment: the root on the ground, the head and both hands.
 *
 * @param rootXMicros east, micrometres from the world's origin
 * @param rootYMicros up
 * @param rootZMicros south
 * @param flags bit 0: the left hand is tracked; bit 1: the right hand is tracked; bits 2–4 and 5–7: gesture of the left
 *     and the right hand (0 open, 1 neutral, 2 point, 3 gun, 4 thumbs up, 5 fist, 6 victory, 7 ok)
 */
public record Pose(
        long rootXMicros, long rootYMicros, long rootZMicros, Joint head, Joint left, Joint right, int flags) {
    public static final int LEFT_TRACKED = 1;
    public static final int RIGHT_TRACKED = 2;

    public Pose withRoot(long xMicros, long yMicros, long zMicros) {
        return new Pose(xMicros, yMicros, zMicros, head, left, right, flags);
    }

    /** Somebody standing upright at a point, hands untracked. */
    public static Pose standingAt(long xMicros, long yMicros, long zMicros) {
        return new Pose(
                xMicros,
                yMicros,
                zMicros,
                new Joint(0, 1_600, 0, PackedRotation.IDENTITY),
                Joint.AT_ROOT,
                Joint.AT_ROOT,
                0);
    }
}
