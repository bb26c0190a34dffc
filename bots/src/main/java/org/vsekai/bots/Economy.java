package org.vsekai.bots;

/** The figures of the game that the oracle reckons with: its own copy, so that it does not believe the server's. */
final class Economy {
    static final int WOOD_PER_STRIKE = 1;
    static final int STONE_PER_STRIKE = 1;
    static final int STRIKE_HP = 25;

    /** What a felled tree leaves on the ground, as one stack. */
    static final int WOOD_FROM_FALL = 2;

    static final int WALL_WOOD_COST = 2;
    static final int WALL_LENGTH_MM = 4_000;

    private Economy() {}

    static int strikesToFell(int maxHp) {
        return (maxHp + STRIKE_HP - 1) / STRIKE_HP;
    }
}
