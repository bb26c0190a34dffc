package org.vsekai.rtc.lab.hostile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What one input costs, from {@link #begin} to {@link #end}. Effects are counted: datagrams, packets, messages, ends, drops, tasks. The same input
 * always counts the same, so what goes round in circles is found without a clock. CPU time is measured as well, to be reported.
 */
final class Cost {
    /** What a datagram of 2,048 bytes can honestly ask for is far below: see the check's report. */
    static final int MOST_EFFECTS = 64;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private boolean isCounting;
    private int effects;
    private int mostEffects;
    private long beganNanos;
    private long slowestNanos;

    void begin() {
        effects = 0;
        isCounting = true;
        beganNanos = THREADS.getCurrentThreadCpuTime();
    }

    /** What follows is not the input's doing. */
    void end() {
        isCounting = false;
        slowestNanos = Math.max(slowestNanos, THREADS.getCurrentThreadCpuTime() - beganNanos);
    }

    void count() {
        if (!isCounting) {
            return;
        }
        effects++;
        mostEffects = Math.max(mostEffects, effects);
        if (effects > MOST_EFFECTS) {
            throw new AssertionError("one input has more than " + MOST_EFFECTS + " effects");
        }
    }

    /** The most that one input had. */
    int mostEffects() {
        return mostEffects;
    }

    /** CPU time of the slowest input. */
    long slowestNanos() {
        return slowestNanos;
    }
}
