package org.vsekai.simulator.sabotage;

/** One time in so many. */
final class Turn {
    private final int period;
    private int count;

    Turn(int period) {
        this.period = period;
    }

    boolean comes() {
        return ++count % period == 0;
    }
}
