package org.vsekai.bots;

import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ServerMessage;

/** Watches one client; called as things happen, before the client itself acts on them. */
interface ClientObserver {
    /** A try to join begins: from here on, only a process that is alive now can answer. */
    void onJoining(int attempt);

    /** A reliable message of the present session. */
    void onMessage(int attempt, ServerMessage message);

    /** An action leaves for the first time or again. */
    void onSent(Action action);

    /** @param echoNanos age of the newest pose that the server has taken in, -1 where this snapshot echoes no new one */
    void onSnapshot(Snapshot snapshot, long echoNanos);

    /** Bytes from the server that are no message: always a violation of the protocol. */
    void onUnreadable(String why);
}
