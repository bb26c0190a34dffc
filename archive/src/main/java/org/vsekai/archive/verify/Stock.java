package org.vsekai.archive.verify;

/**
 * How many of an item there are in the world.
 *
 * @param escrow handed over, and in nobody's hands until it is decided
 * @param underWay in parcels
 */
public record Stock(long held, long onGround, long escrow, long underWay) {
    public static final Stock NONE = new Stock(0, 0, 0, 0);

    Stock plus(Stock other) {
        return new Stock(
                held + other.held, onGround + other.onGround, escrow + other.escrow, underWay + other.underWay);
    }

    public long all() {
        return held + onGround + escrow + underWay;
    }
}
