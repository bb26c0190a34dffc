package org.vsekai.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Walker;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.Parcel;

/**
 * The players who have left a region over its border and are not altogether the next one's yet. Their poses are taken, and shown,
 * as before; their actions are held. Confined to the region's thread.
 */
final class Departures {
    private final Map<Long, Departure> byPlayer = new TreeMap<>();

    static final class Departure {
        private final Presence player;
        private final RegionId to;
        private final Walker walker;
        private final long firstSessionId;
        private final List<RegionInput.Act> acts = new ArrayList<>();
        private long deliveredSession = Presence.ABSENT;
        private long sessionId;
        private boolean isDurable;

        private Departure(Presence player, RegionId to) {
            this.player = player;
            this.to = to;
            walker = player.walker();
            firstSessionId = player.sessionId();
            sessionId = firstSessionId;
        }

        Presence player() {
            return player;
        }

        RegionId to() {
            return to;
        }

        Walker walker() {
            return walker;
        }

        long sessionId() {
            return sessionId;
        }

        /** A newer session takes the place of the one before; an older one is out of date. */
        boolean enter(long newSessionId) {
            if (newSessionId < sessionId) {
                return false;
            }
            sessionId = newSessionId;
            return true;
        }

        void leave() {
            sessionId = Presence.ABSENT;
        }

        /** False when as many are held as may be in flight. */
        boolean hold(RegionInput.Act act) {
            if (acts.size() >= AvatarState.RECENT_RESULTS) {
                return false;
            }
            acts.add(act);
            return true;
        }

        HandOver handOver() {
            return new HandOver(
                    player.playerId(),
                    player.avatar().state().name(),
                    deliveredSession,
                    sessionId,
                    walker.gait(),
                    List.copyOf(acts));
        }
    }

    /** The player leaves with the frame at hand. */
    void add(Presence player, RegionId to) {
        byPlayer.put(player.playerId(), new Departure(player, to));
    }

    @Nullable
    Departure of(long playerId) {
        return byPlayer.get(playerId);
    }

    /** The frame with which the player left is durable. */
    void onDurable(long playerId) {
        Departure departure = byPlayer.get(playerId);
        if (departure != null) {
            departure.isDurable = true;
        }
    }

    /**
     * The sessions that go with a parcel: those with which its players left, where they last. A session that has begun meanwhile is
     * handed on, so that there is a frame in which it enters.
     */
    Sessions sessionsIn(Parcel parcel) {
        Crossing crossing = parcel.getCrossing();
        Map<Long, Long> sessions = new HashMap<>();
        crossing.getAvatarsList().forEach(avatar -> {
            Departure departure = byPlayer.get(avatar.getPlayerId());
            if (departure != null && departure.sessionId == departure.firstSessionId) {
                departure.deliveredSession = departure.sessionId;
                sessions.put(avatar.getPlayerId(), departure.sessionId);
            }
        });
        return sessions.isEmpty() ? Sessions.NONE : new Sessions(Map.copyOf(sessions));
    }

    @Nullable
    Departure remove(long playerId) {
        return byPlayer.remove(playerId);
    }

    /** Takes those who are durably on their way to a region. */
    List<Departure> removeAllTo(RegionId to) {
        List<Departure> removed = byPlayer.values().stream()
                .filter(departure -> departure.isDurable && departure.to.equals(to))
                .toList();
        removed.forEach(departure -> byPlayer.remove(departure.player.playerId()));
        return removed;
    }

    boolean isEmpty() {
        return byPlayer.isEmpty();
    }

    Iterable<Departure> all() {
        return byPlayer.values();
    }
}
