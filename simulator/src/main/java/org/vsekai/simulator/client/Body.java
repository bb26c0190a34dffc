package org.vsekai.simulator.client;

import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Bounds;
import org.vsekai.game.Terrain;

/** Where a player is, and where to. */
final class Body {
    private static final double METRES_PER_SECOND = 7.5;
    private static final long MARGIN_MICROS = 2 * Units.MICROS_PER_METRE;

    private final Terrain terrain;
    private final SplitMix64 random;
    private Bounds bounds;
    private long xMicros;
    private long zMicros;
    private long goalXMicros;
    private long goalZMicros;

    Body(Terrain terrain, Bounds bounds, SplitMix64 random) {
        this.terrain = terrain;
        this.bounds = bounds;
        this.random = random;
    }

    void within(Bounds newBounds) {
        bounds = newBounds;
    }

    void standAt(long x, long z) {
        xMicros = x;
        zMicros = z;
    }

    void walkTo(long x, long z) {
        goalXMicros = Math.clamp(x, bounds.minXMicros() + MARGIN_MICROS, bounds.maxXMicros() - MARGIN_MICROS);
        goalZMicros = Math.clamp(z, bounds.minZMicros() + MARGIN_MICROS, bounds.maxZMicros() - MARGIN_MICROS);
    }

    /** Mostly just over the nearest border of a region. */
    void walkAnywhere() {
        if (random.chance(0.3)) {
            walkTo(
                    random.between(bounds.minXMicros(), bounds.maxXMicros()),
                    random.between(bounds.minZMicros(), bounds.maxZMicros()));
            return;
        }
        long beyond = random.between(3, 15) * Units.MICROS_PER_METRE;
        long side = random.between(-20, 20) * Units.MICROS_PER_METRE;
        long borderX = Math.round((double) xMicros / Units.REGION_MICROS) * Units.REGION_MICROS;
        long borderZ = Math.round((double) zMicros / Units.REGION_MICROS) * Units.REGION_MICROS;
        if (Math.abs(borderX - xMicros) < Math.abs(borderZ - zMicros)) {
            walkTo(borderX + (xMicros < borderX ? beyond : -beyond), zMicros + side);
        } else {
            walkTo(xMicros + side, borderZ + (zMicros < borderZ ? beyond : -beyond));
        }
    }

    boolean hasArrived() {
        return distanceMetres(goalXMicros, goalZMicros) < 1.5;
    }

    double distanceMetres(long x, long z) {
        double dx = x - xMicros;
        double dz = z - zMicros;
        return Math.sqrt(dx * dx + dz * dz) / Units.MICROS_PER_METRE;
    }

    /** A step of a moment. */
    void step(double seconds) {
        double distance = distanceMetres(goalXMicros, goalZMicros);
        double step = Math.min(distance, METRES_PER_SECOND * seconds);
        if (distance > 0.01) {
            xMicros += Math.round((goalXMicros - xMicros) * step / distance);
            zMicros += Math.round((goalZMicros - zMicros) * step / distance);
        }
    }

    /** Somewhere else at once, as nobody can be. */
    void jump() {
        walkAnywhere();
        xMicros = goalXMicros;
        zMicros = goalZMicros;
    }

    long xMicros() {
        return xMicros;
    }

    long zMicros() {
        return zMicros;
    }

    long groundMicros(long x, long z) {
        return terrain.heightMicros(x, z);
    }

    Pose pose() {
        return Pose.standingAt(xMicros, groundMicros(xMicros, zMicros), zMicros);
    }
}
