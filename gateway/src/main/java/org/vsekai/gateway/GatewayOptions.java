package org.vsekai.gateway;

import java.util.concurrent.TimeUnit;
import org.vsekai.core.Check;
import org.vsekai.replication.SnapshotViewer;

/**
 * The limits of a gateway that an operator may change. Those that the protocol's documents state are constants where they
 * are used.
 *
 * @param maxSessions sessions at one time, those that are only connecting included
 * @param joinsPerAddressPerMinute joins from one address (IPv6: one /64), also as a burst
 * @param snapshotBytesPerSecond each client's budget for snapshots
 * @param connectTimeoutNanos how long a session may take from its answer to its {@code Welcome}
 * @param slowBufferBytes a client with more unacknowledged reliable bytes than this is slow
 * @param slowTimeoutNanos how long a client may be slow
 */
public record GatewayOptions(
        int maxSessions,
        int joinsPerAddressPerMinute,
        long snapshotBytesPerSecond,
        long connectTimeoutNanos,
        long slowBufferBytes,
        long slowTimeoutNanos) {
    /** Two slots are kept for each session, and slots have 16 bits. */
    public static final int MOST_SESSIONS = 1 << 15;

    public GatewayOptions {
        Check.that(maxSessions > 0 && maxSessions <= MOST_SESSIONS, "sessions fit in the slots", maxSessions);
        Check.that(joinsPerAddressPerMinute > 0, "somebody may join", joinsPerAddressPerMinute);
    }

    public static GatewayOptions defaults() {
        return new GatewayOptions(
                200,
                60,
                SnapshotViewer.DEFAULT_BUDGET_BYTES_PER_SECOND,
                TimeUnit.SECONDS.toNanos(20),
                128 * 1_024,
                TimeUnit.SECONDS.toNanos(10));
    }
}
