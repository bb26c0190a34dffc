package org.vsekai.game;

import org.vsekai.core.Units;

/** The figures of the game. Those a client needs are sent to it in {@code Welcome.rules}. */
public final class Rules {
    /**
     * Of everything in this module that decides what an action does. Raise it with each change after which the same inputs
     * could come out otherwise: frames note it, and are replayed by the same rules alone.
     */
    public static final int VERSION = 2;

    public static final int TICK_HERTZ = 60;

    /** How far a hand reaches from the avatar's root, horizontally and, apart from that, vertically. */
    public static final int REACH_MM = 3_500;

    /** How many chunks around the one that somebody stands in an action looks at: what is farther away is not there for it. */
    public static final int VICINITY_CHUNKS = 1;

    public static final int BUILD_REACH_MM = 6_000;

    /** How far apart two players who give or trade may stand. */
    public static final int TRADE_REACH_MM = 5_000;

    public static final int MAX_SPEED_MM_PER_S = 8_000;

    /** How far poses may be ahead of the top speed, for jitter between the clocks of client and server. */
    public static final int SPEED_SLACK_MM = 500;

    /** How much faster than the top speed a body may be in the long run: rounding and clocks that drift. */
    public static final int SPEED_TOLERANCE_PERCENT = 5;

    /** Distance not walked is saved up for this long, so that poses which a stall held up are taken when they come. */
    public static final int SPEED_SAVED_TICKS = TICK_HERTZ;

    /** After a refused pose, the next one must be this near to the point where the player stands. */
    public static final int RETURN_RADIUS_MM = 500;

    /** How far a root may be below the ground. */
    public static final int MAX_BELOW_GROUND_MM = 500;

    /** How far a root may be above the ground. */
    public static final int MAX_ABOVE_GROUND_MM = 6_000;

    public static final int AVATAR_HP = 100;

    /** The most of one item that an inventory holds. */
    public static final int INVENTORY_MAX = 999;

    public static final int STRIKE_HP = 25;
    public static final int HARVEST_COOLDOWN_TICKS = 18;
    public static final int HARVEST_COOLDOWN_MS = HARVEST_COOLDOWN_TICKS * 1_000 / TICK_HERTZ;
    public static final int TREE_HP = 100;
    public static final int WOOD_PER_STRIKE = 1;

    /** What a tree leaves on the ground when it falls. */
    public static final int WOOD_FROM_FALL = 2;

    public static final int ROCK_HP = 150;
    public static final int STONE_PER_STRIKE = 1;

    /** From the last strike until a tree or a rock is whole again: ten minutes. */
    public static final long REGROWTH_TICKS = 10L * 60 * TICK_HERTZ;

    /** From falling to the ground until an item that nobody picks up is gone: a day. */
    public static final long ITEM_DECAY_TICKS = 24L * 60 * 60 * TICK_HERTZ;

    public static final int WALL_WOOD_COST = 2;
    public static final int WALL_HP = 200;
    public static final int WALL_LENGTH_MM = 4_000;
    public static final int WALL_HEIGHT_MM = 2_500;
    public static final int WALL_THICKNESS_MM = 300;

    /** How far the middle of a wall's foot may be from the ground. */
    public static final int WALL_GROUND_TOLERANCE_MM = 300;

    /** How far walls may run into each other lengthwise: corners, T-joints and walls end to end close tightly. */
    public static final int WALL_JOINT_MM = 300;

    /** How far walls may run into each other sideways: less than a hand's breadth, for rounding. */
    public static final int WALL_SIDE_TOLERANCE_MM = 20;

    public static final int TREE_RADIUS_MM = 400;
    public static final int ROCK_RADIUS_MM = 700;

    /** From so many things on a chunk takes no more: one to a square metre. A bound on pages, and with them on a checkpoint. */
    public static final int MAX_IN_CHUNK = 1_000;

    /** So the most things of a region. */
    public static final int MAX_IN_REGION = MAX_IN_CHUNK * Units.CHUNKS_PER_REGION_SIDE * Units.CHUNKS_PER_REGION_SIDE;

    /** Beyond any height that terrain and tolerance allow; bounds arithmetic on heights from outside. */
    static final long MAX_HEIGHT_MICROS = 1_000 * Units.MICROS_PER_METRE;

    private Rules() {}

    /** The hp of a whole one. */
    public static int maxHp(EntityKind kind) {
        return switch (kind) {
            case TREE -> TREE_HP;
            case ROCK -> ROCK_HP;
            case STRUCTURE -> WALL_HP;
            case ITEM -> 1;
        };
    }
}
