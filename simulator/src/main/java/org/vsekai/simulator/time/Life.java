package org.vsekai.simulator.time;

/** One life of a server process: from its start to its death. What it planned dies with it. */
public final class Life {
    private final int number;
    private boolean isOver;
    private long pausedUntilNanos;

    public Life(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public boolean isOver() {
        return isOver;
    }

    public void end() {
        isOver = true;
    }

    /** Nothing of it happens until then; everything that was due meanwhile happens at once afterwards. */
    public void pauseUntil(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, nanos);
    }

    public boolean isPaused(long nowNanos) {
        return pausedUntilNanos > nowNanos;
    }

    long pausedUntilNanos() {
        return pausedUntilNanos;
    }
}
