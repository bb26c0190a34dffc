package org.vsekai.bots;

import org.vsekai.core.Joint;
import org.vsekai.core.PackedRotation;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;

/**
 * Where the bot's body is, and the way it walks: straight at its target, a little below the top speed, on the ground. Time
 * is a parameter. Confined to the fleet's thread.
 */
final class Walker {
    /** Share of the top speed that is used: the rest is for jitter between the clocks. */
    private static final double SPEED_SHARE = 0.8;

    /** After a stall the body does not leap: it moves at most as far as in this time. */
    private static final long MAX_STEP_NANOS = 100_000_000L;

    private static final int HAND_FORWARD_MM = 300;
    private static final int HAND_SIDE_MM = 250;
    private static final int HAND_HEIGHT_MM = 1_100;
    private static final int WAVE_MM = 150;
    private static final long WAVE_NANOS = 1_500_000_000L;

    private final Ground ground;
    private final double speedMicrosPerNano;
    private long xMicros;
    private long zMicros;
    private long targetXMicros;
    private long targetZMicros;
    private long movedAtNanos;

    Walker(Ground ground, int maxSpeedMmPerS, long nowNanos) {
        this.ground = ground;
        speedMicrosPerNano = maxSpeedMmPerS * SPEED_SHARE / 1e6;
        movedAtNanos = nowNanos;
    }

    /** The server says where the player stands. */
    void place(long xMicros, long zMicros) {
        this.xMicros = xMicros;
        this.zMicros = zMicros;
        walkTo(xMicros, zMicros);
    }

    void walkTo(long xMicros, long zMicros) {
        targetXMicros = xMicros;
        targetZMicros = zMicros;
    }

    /** Moves on to now, and says how the body stands there. */
    Pose poseAt(long nowNanos) {
        long elapsed = Math.clamp(nowNanos - movedAtNanos, 0, MAX_STEP_NANOS);
        movedAtNanos = nowNanos;
        double reach = elapsed * speedMicrosPerNano;
        double dx = targetXMicros - xMicros;
        double dz = targetZMicros - zMicros;
        double distance = Math.hypot(dx, dz);
        if (distance <= reach) {
            xMicros = targetXMicros;
            zMicros = targetZMicros;
        } else {
            xMicros += (long) (dx / distance * reach);
            zMicros += (long) (dz / distance * reach);
        }
        return pose(nowNanos);
    }

    long xMicros() {
        return xMicros;
    }

    long zMicros() {
        return zMicros;
    }

    Ground ground() {
        return ground;
    }

    private Pose pose(long nowNanos) {
        double heading = Math.atan2(-(targetXMicros - xMicros), -(targetZMicros - zMicros));
        int rotation = PackedRotation.pack(0, Math.sin(heading / 2), 0, Math.cos(heading / 2));
        double phase = 2 * Math.PI * (nowNanos % WAVE_NANOS) / WAVE_NANOS;
        int wave = (int) (WAVE_MM * Math.sin(phase));
        return new Pose(
                xMicros,
                ground.heightMicros(xMicros, zMicros),
                zMicros,
                new Joint(0, 1_600, 0, rotation),
                hand(heading, -HAND_SIDE_MM, HAND_HEIGHT_MM - wave, rotation),
                hand(heading, HAND_SIDE_MM, HAND_HEIGHT_MM + wave, rotation),
                Pose.LEFT_TRACKED | Pose.RIGHT_TRACKED);
    }

    /** Offsets are in world axes: turns "to the side, ahead" by the heading, 0 = towards -z. */
    private static Joint hand(double heading, int sideMm, int upMm, int rotation) {
        double x = sideMm * Math.cos(heading) - HAND_FORWARD_MM * Math.sin(heading);
        double z = -sideMm * Math.sin(heading) - HAND_FORWARD_MM * Math.cos(heading);
        return new Joint((int) Math.round(x), upMm, (int) Math.round(z), rotation);
    }

    /** Horizontal distance of two points, millimetres. */
    static long distanceMm(long xMicros, long zMicros, long otherXMicros, long otherZMicros) {
        return Math.round(Math.hypot(xMicros - otherXMicros, zMicros - otherZMicros) / Units.MICROS_PER_MM);
    }
}
