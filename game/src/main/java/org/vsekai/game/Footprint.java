package org.vsekai.game;

import org.vsekai.core.HotPath;

/**
 * What things cover of the ground, seen from above, in integers: walls are turned rectangles, trees and rocks circles. A
 * wall's length runs along (cos yaw, −sin yaw) in (x, z), its thickness along (sin yaw, cos yaw). All lengths are
 * millimetres, distances between centres must be below 1,000 m.
 */
@HotPath
final class Footprint {
    private static final long HALF_LENGTH = Rules.WALL_LENGTH_MM / 2;
    private static final long HALF_THICKNESS = Rules.WALL_THICKNESS_MM / 2;

    /** Half sizes that must stay clear of other walls. */
    private static final long CLEAR_HALF_LENGTH = HALF_LENGTH - Rules.WALL_JOINT_MM;

    private static final long CLEAR_HALF_THICKNESS = HALF_THICKNESS - Rules.WALL_SIDE_TOLERANCE_MM;

    private static final long ONE = Angles.ONE;

    private Footprint() {}

    /**
     * Whether two walls run into each other by more than joints may.
     *
     * @param dx from the first wall's centre to the second's
     * @param dz the same
     */
    static boolean wallsOverlap(int yawA, int yawB, long dx, long dz) {
        long cosA = Angles.cosine(yawA);
        long sinA = Angles.sine(yawA);
        long cosB = Angles.cosine(yawB);
        long sinB = Angles.sine(yawB);
        long parallel = Math.abs(cosA * cosB + sinA * sinB);
        long across = Math.abs(sinA * cosB - cosA * sinB);
        long otherAlongLength = CLEAR_HALF_LENGTH * parallel + CLEAR_HALF_THICKNESS * across;
        long otherAlongThickness = CLEAR_HALF_LENGTH * across + CLEAR_HALF_THICKNESS * parallel;
        long ownLength = CLEAR_HALF_LENGTH * ONE * ONE;
        long ownThickness = CLEAR_HALF_THICKNESS * ONE * ONE;
        return Math.abs(dx * cosA - dz * sinA) * ONE < ownLength + otherAlongLength
                && Math.abs(dx * sinA + dz * cosA) * ONE < ownThickness + otherAlongThickness
                && Math.abs(dx * cosB - dz * sinB) * ONE < ownLength + otherAlongLength
                && Math.abs(dx * sinB + dz * cosB) * ONE < ownThickness + otherAlongThickness;
    }

    /** Whether a wall and a circle share ground; {@code dx, dz} from the wall's centre to the circle's. */
    static boolean wallMeetsCircle(int yaw, long dx, long dz, long radius) {
        long along = Math.abs(dx * Angles.cosine(yaw) - dz * Angles.sine(yaw)) / ONE;
        long sideways = Math.abs(dx * Angles.sine(yaw) + dz * Angles.cosine(yaw)) / ONE;
        long beyondEnd = Math.max(0, along - HALF_LENGTH);
        long beyondSide = Math.max(0, sideways - HALF_THICKNESS);
        return beyondEnd * beyondEnd + beyondSide * beyondSide < radius * radius;
    }

    /** How far a wall reaches from its centre along the x axis; rounded up. */
    static long halfWidthX(int yaw) {
        long reach = HALF_LENGTH * Math.abs(Angles.cosine(yaw)) + HALF_THICKNESS * Math.abs(Angles.sine(yaw));
        return (reach + ONE - 1) / ONE;
    }

    /** How far a wall reaches from its centre along the z axis; rounded up. */
    static long halfWidthZ(int yaw) {
        long reach = HALF_LENGTH * Math.abs(Angles.sine(yaw)) + HALF_THICKNESS * Math.abs(Angles.cosine(yaw));
        return (reach + ONE - 1) / ONE;
    }
}
