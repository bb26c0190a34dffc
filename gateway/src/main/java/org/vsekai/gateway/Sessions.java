package org.vsekai.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.MpscQueue;
import org.vsekai.world.RegionInput;

/**
 * All sessions, from their joining until the region has been told that they left.
 *
 * <ul>
 *   <li>At most {@code maxSessions}.
 *   <li>A player has at most one session that is not over; of two, the one that joined later stays.
 *   <li>Each {@code Join} that the region took is followed by its {@code Leave}, if late.
 * </ul>
 *
 * For any thread, but {@link #retryLeaves} for the gateway's only.
 */
final class Sessions {
    private final int maxSessions;
    private final Inbound.Context context;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Long, Session> byId = new ConcurrentHashMap<>();

    /** The session that entered last, of each player that has one. Guarded by this. */
    private final Map<Long, Session> entered = new HashMap<>();

    /** Sessions whose {@code Leave} the region's queue had no room for. Never full: each session is in it once. */
    private final MpscQueue<Session> leaving;

    private volatile @Nullable Ending closedFor;

    Sessions(int maxSessions, Inbound.Context context) {
        this.maxSessions = maxSessions;
        this.context = context;
        leaving = new MpscQueue<>(maxSessions);
    }

    /** Null when there are as many as there may be. */
    @Nullable
    Session open() {
        if (count.incrementAndGet() > maxSessions) {
            count.decrementAndGet();
            return null;
        }
        Session session =
                new Session(lastId.incrementAndGet(), context.nanoTime().getAsLong(), this, context);
        byId.put(session.id(), session);
        return session;
    }

    @Nullable
    Session find(long sessionId) {
        return byId.get(sessionId);
    }

    int count() {
        return count.get();
    }

    void forEach(Consumer<Session> visitor) {
        byId.values().forEach(visitor);
    }

    /** No session comes up any more; those there are end. */
    void close(Ending why) {
        closedFor = why;
        forEach(session -> session.end(why));
    }

    boolean isClosed() {
        return closedFor != null;
    }

    /** The session's peer is there: its player enters the region, in place of an older session. */
    void enter(Session session) {
        Ending closed = closedFor;
        if (closed != null) {
            session.end(closed);
            return;
        }
        Session loser;
        Ending why = Ending.JOINED_ELSEWHERE;
        synchronized (this) {
            long playerId = session.player().playerId();
            Session other = entered.get(playerId);
            if (other != null && other.id() > session.id()) {
                loser = session;
            } else if (offerJoin(session)) {
                session.markEntered();
                entered.put(playerId, session);
                loser = other;
            } else {
                loser = session;
                why = Ending.NEVER_CAME_UP;
            }
        }
        if (loser != null) {
            loser.end(why);
        }
    }

    /** The session's connection is gone, or never came. */
    void leave(Session session) {
        synchronized (this) {
            if (session.isIdentified()) {
                entered.remove(session.player().playerId(), session);
            }
        }
        if (!session.hasEntered() || offerLeave(session)) {
            forget(session);
            return;
        }
        context.metrics().drops().count(Drop.LEAVE_DELAYED);
        Check.that(leaving.offer(session), "each session leaves once");
    }

    /** Tells the world of leaves that its queue had no room for. The gateway's thread. */
    void retryLeaves() {
        for (int left = leaving.size(); left > 0; left--) {
            Session session = leaving.poll();
            if (session == null) {
                return;
            }
            if (!offerLeave(session)) {
                Check.that(leaving.offer(session), "what was taken out has room");
                return;
            }
            forget(session);
        }
    }

    private boolean offerJoin(Session session) {
        return context.region()
                .offer(new RegionInput.Join(
                        session.player().playerId(), session.player().name(), session.id()));
    }

    /** A region that has stopped needs to be told nothing. */
    private boolean offerLeave(Session session) {
        return context.region().offer(new RegionInput.Leave(session.player().playerId(), session.id()))
                || closedFor == Ending.WORLD_STOPPED;
    }

    private void forget(Session session) {
        if (byId.remove(session.id(), session)) {
            count.decrementAndGet();
        }
    }
}
