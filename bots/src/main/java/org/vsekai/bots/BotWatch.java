package org.vsekai.bots;

import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ServerMessage;

/** Tells the oracle what one bot sends and hears, and the recovery clock when the server answers again. */
final class BotWatch implements ClientObserver {
    private final String name;
    private final Oracle oracle;
    private final RecoveryClock clock;
    private long unreadable;

    BotWatch(String name, Oracle oracle, RecoveryClock clock) {
        this.name = name;
        this.oracle = oracle;
        this.clock = clock;
    }

    @Override
    public void onJoining(int attempt) {
        oracle.onJoining(name, attempt);
        clock.onJoining(name);
    }

    @Override
    public void onMessage(int attempt, ServerMessage message) {
        oracle.onMessage(name, attempt, message);
        boolean hasNewResult = message.getFrameUpdate().getFrame() > 0
                && message.getFrameUpdate().getResultsCount() > 0;
        if (hasNewResult) {
            clock.onAcknowledged(name, System.nanoTime());
        }
    }

    @Override
    public void onSent(Action action) {
        oracle.onSent(name, action);
    }

    @Override
    public void onSnapshot(Snapshot snapshot, long echoNanos) {}

    @Override
    public void onUnreadable(String why) {
        unreadable++;
    }

    long unreadable() {
        return unreadable;
    }
}
