package org.vsekai.storage.check;

/** The kinds of histories. */
public enum Checker {
    /** Random transactions, replayed on a model in the order that the engine claims. */
    RANDOM(10) {
        @Override
        History history(Setting setting) {
            return new RandomHistory(setting);
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
