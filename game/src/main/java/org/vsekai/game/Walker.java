package org.vsekai.game;

import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;

/**
 * Holds one player's poses to what a body can do. Distance is a budget: it grows with the top speed, is saved up for a
 * second at most, and every accepted pose spends what it moved; so late poses that come together pass, and a body that goes
 * faster than it may runs out. After a refusal, poses are taken again from the place where the player stands. Confined to
 * the region's thread.
 */
@HotPath
public final class Walker {
    /** What a tick adds, micrometres: the top speed and its tolerance. */
    private static final long BUDGET_PER_TICK = Rules.MAX_SPEED_MM_PER_S
            * Units.MICROS_PER_MM
            * (100 + Rules.SPEED_TOLERANCE_PERCENT)
            / 100
            / Rules.TICK_HERTZ;

    private static final long FIRST_BUDGET = Rules.SPEED_SLACK_MM * Units.MICROS_PER_MM;
    private static final long MAX_BUDGET = BUDGET_PER_TICK * Rules.SPEED_SAVED_TICKS + FIRST_BUDGET;

    private final Bounds bounds;
    private final Terrain terrain;
    private final Avatar avatar;

    /** Distance that may be walked, in micrometres, as of {@link #budgetTick}. */
    private long budgetMicros = FIRST_BUDGET;

    private long budgetTick;
    private boolean mustReturn;
    private Pose pose;

    public enum Verdict {
        OK,
        TOO_FAST,
        OUTSIDE_WORLD,
        OFF_GROUND
    }

    public Walker(Bounds bounds, Terrain terrain, Avatar avatar, long tick) {
        this.bounds = bounds;
        this.terrain = terrain;
        this.avatar = avatar;
        budgetTick = tick;
        pose = Pose.standingAt(avatar.xMicros(), avatar.yMicros(), avatar.zMicros());
    }

    /** How a body moves, apart from where it is: what another walker needs to go on in its place. */
    public record Gait(Pose pose, long budgetMicros, long budgetTick, boolean mustReturn) {}

    public Gait gait() {
        return new Gait(pose, budgetMicros, budgetTick, mustReturn);
    }

    /** Goes on where another walker of the same body has stopped, and moves the avatar there. */
    public void resume(Gait gait) {
        pose = gait.pose;
        budgetMicros = gait.budgetMicros;
        budgetTick = gait.budgetTick;
        mustReturn = gait.mustReturn;
        avatar.placeAt(pose.rootXMicros(), pose.rootYMicros(), pose.rootZMicros());
    }

    /** The newest accepted pose; until there is one, standing where the avatar is. */
    public Pose pose() {
        return pose;
    }

    /** Whether the last pose was refused and none has been accepted since. */
    public boolean mustReturn() {
        return mustReturn;
    }

    /** Takes the pose and moves the avatar there, or refuses it and leaves everything as it was. */
    public Verdict offer(Pose offered, long tick) {
        Verdict verdict = judge(offered, tick);
        if (verdict != Verdict.OK) {
            mustReturn = true;
            return verdict;
        }
        mustReturn = false;
        pose = offered;
        avatar.placeAt(offered.rootXMicros(), offered.rootYMicros(), offered.rootZMicros());
        return Verdict.OK;
    }

    private Verdict judge(Pose offered, long tick) {
        long x = offered.rootXMicros();
        long z = offered.rootZMicros();
        if (!bounds.contains(x, z)) {
            return Verdict.OUTSIDE_WORLD;
        }
        long y = offered.rootYMicros();
        long ground = terrain.heightMicros(x, z);
        if (y < ground - Rules.MAX_BELOW_GROUND_MM * Units.MICROS_PER_MM
                || y > ground + Rules.MAX_ABOVE_GROUND_MM * Units.MICROS_PER_MM) {
            return Verdict.OFF_GROUND;
        }
        long elapsed = Math.min(Math.max(0, tick - budgetTick), Rules.SPEED_SAVED_TICKS);
        budgetMicros = Math.min(MAX_BUDGET, budgetMicros + elapsed * BUDGET_PER_TICK);
        budgetTick = tick;
        long dx = (x - avatar.xMicros()) / Units.MICROS_PER_MM;
        long dz = (z - avatar.zMicros()) / Units.MICROS_PER_MM;
        long squared = dx * dx + dz * dz;
        long allowed = budgetMicros / Units.MICROS_PER_MM;
        if (mustReturn) {
            allowed = Math.min(allowed, Rules.RETURN_RADIUS_MM);
        }
        if (squared > allowed * allowed) {
            return Verdict.TOO_FAST;
        }
        budgetMicros -= rootRoundedUp(squared) * Units.MICROS_PER_MM;
        return Verdict.OK;
    }

    /** The square root, rounded up; exact, for numbers below 2^52. */
    private static long rootRoundedUp(long squared) {
        long root = (long) Math.sqrt((double) squared);
        return root * root < squared ? root + 1 : root;
    }
}
