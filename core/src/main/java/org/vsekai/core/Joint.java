package org.vsekai.core;

/**
 * Position and rotation of a head or a hand, relative to the avatar's root (the point on the ground below the player).
 *
 * @param xMm offset east, millimetres, within ±{@value #MAX_OFFSET_MM}
 * @param yMm offset up, millimetres, same range
 * @param zMm offset south (the world is right-handed, y up, -z forward), millimetres, same range
 * @param rotation unit quaternion, smallest-three packed as {@link PackedRotation} describes
 */
public record Joint(int xMm, int yMm, int zMm, int rotation) {
    /** Largest offset that the 13-bit signed wire field can hold. */
    public static final int MAX_OFFSET_MM = 4095;

    public static final Joint AT_ROOT = new Joint(0, 0, 0, PackedRotation.IDENTITY);
}
