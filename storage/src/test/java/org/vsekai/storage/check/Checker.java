package org.vsekai.storage.check;

/** The kinds of histories. */
public enum Checker {
    /** Random transactions, replayed on a model in the order that the engine claims. */
    RANDOM(6) {
        @Override
        History history(Setting setting) {
            return new RandomHistory(setting);
        }
    },
    /** Appends to lists and reads of them, searched for cycles of who saw, missed and overwrote whom. */
    LISTS(3) {
        @Override
        History history(Setting setting) {
            return new ListHistory(setting);
        }
    },
    /** Swaps of neighbours in a ring, which stays one ring. */
    RING(1) {
        @Override
        History history(Setting setting) {
            return new RingHistory(setting);
        }
    };

    /** Of every so many histories, how many are of this kind. */
    private final int share;

    Checker(int share) {
        this.share = share;
    }

    int share() {
        return share;
    }

    abstract History history(Setting setting);
}
