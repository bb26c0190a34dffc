package org.vsekai.gateway;

import java.util.HashMap;
import java.util.Map;

/** Looks after sessions that hang. Its memory is of the slow ones only. */
final class Sweeper {
    private final GatewayOptions options;
    private final Sessions sessions;

    /** Since when each slow session has been slow. Guarded by this. */
    private final Map<Session, Long> slowSinceNanos = new HashMap<>();

    Sweeper(GatewayOptions options, Sessions sessions) {
        this.options = options;
        this.sessions = sessions;
    }

    synchronized void sweep(long nowNanos) {
        slowSinceNanos.keySet().removeIf(session -> session.state() == Session.State.OVER);
        sessions.forEach(session -> {
            switch (session.state()) {
                case CONNECTING, JOINING -> endIfLate(session, nowNanos);
                case PRESENT -> endIfSlow(session, nowNanos);
                case OVER -> {}
            }
        });
    }

    private void endIfLate(Session session, long nowNanos) {
        if (nowNanos - session.createdAtNanos() > options.connectTimeoutNanos()) {
            session.end(Ending.NEVER_CAME_UP);
        }
    }

    private void endIfSlow(Session session, long nowNanos) {
        if (session.bufferedBytes() <= options.slowBufferBytes()) {
            slowSinceNanos.remove(session);
        } else if (nowNanos - slowSinceNanos.computeIfAbsent(session, first -> nowNanos) > options.slowTimeoutNanos()) {
            session.end(Ending.TOO_SLOW);
        }
    }
}
