package org.vsekai.bots;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long after its start a server acknowledges an action again. Only sessions that began after the start count: an answer
 * of the process before may still be on its way. Confined to the fleet's thread.
 */
final class RecoveryClock {
    private static final long HIGHEST_MS = 600_000;

    private final Histogram recoveryMs = new Histogram(HIGHEST_MS, 3);
    private final Map<String, Long> joinedInRun = new HashMap<>();
    private long startedAtNanos;
    private long run;
    private boolean isRunning;

    /** The process before has ended; the next one is about to start. */
    void onStarting(long nowNanos) {
        startedAtNanos = nowNanos;
        run++;
        isRunning = true;
    }

    void onJoining(String bot) {
        joinedInRun.put(bot, run);
    }

    void onAcknowledged(String bot, long nowNanos) {
        if (isRunning && joinedInRun.getOrDefault(bot, -1L) == run) {
            isRunning = false;
            recoveryMs.recordValue(Math.min(HIGHEST_MS, (nowNanos - startedAtNanos) / 1_000_000));
        }
    }

    Histogram recoveryMs() {
        return recoveryMs;
    }
}
