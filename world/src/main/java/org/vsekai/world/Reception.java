package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.RegionId;

/**
 * The sessions of some of the players, and the region that each of them is in: what comes from a player goes from here to there.
 * A session outlives its region's going down. Confined to the host's thread.
 */
final class Reception {
    /** From a home that could not be found to the next try: half a second. */
    private static final int RETRY_TICKS = 30;

    private final HostPlan plan;
    private final WorldStore store;
    private final Post post;
    private final Tally<WorldCounter> counters;
    private final Map<Long, Guest> guests = new TreeMap<>();
    private final ArrayDeque<Retry> retries = new ArrayDeque<>();
    private long tick;

    private record Retry(long playerId, long sessionId, long tick) {}

    private static final class Guest {
        String name;
        long sessionId;
        /** The region that the player is in, null until it is found. */
        @Nullable
        RegionId at;
        /** Actions that wait until everything before them has reached the region; null when nothing need wait. */
        @Nullable
        List<RegionInput.Act> held;

        Guest(String name, long sessionId) {
            this.name = name;
            this.sessionId = sessionId;
            held = new ArrayList<>();
        }
    }

    Reception(HostPlan plan, WorldStore store, Post post, Tally<WorldCounter> counters) {
        this.plan = plan;
        this.store = store;
        this.post = post;
        this.counters = counters;
    }

    // ---- from players ----

    void onJoin(RegionInput.Join join) {
        Guest guest = guests.get(join.playerId());
        if (guest == null) {
            guests.put(join.playerId(), new Guest(join.name(), join.sessionId()));
            store.findHome(join.playerId(), join.sessionId());
            return;
        }
        if (join.sessionId() <= guest.sessionId) {
            counters.count(WorldCounter.STALE_SESSION_INPUTS);
            return;
        }
        guest.sessionId = join.sessionId();
        guest.name = join.name();
        if (guest.at != null) {
            pass(guest.at, join);
        }
    }

    void onLeave(RegionInput.Leave leave) {
        Guest guest = find(leave.playerId(), leave.sessionId());
        if (guest == null) {
            return;
        }
        guests.remove(leave.playerId());
        if (guest.at != null) {
            passHeld(guest);
            pass(guest.at, leave);
        }
    }

    void onMove(RegionInput.Move move) {
        Guest guest = find(move.playerId(), move.sessionId());
        if (guest != null && guest.at != null) {
            pass(guest.at, move);
        }
    }

    void onAct(RegionInput.Act act) {
        Guest guest = find(act.playerId(), act.sessionId());
        if (guest == null) {
            return;
        }
        if (guest.held != null && guest.held.size() < AvatarState.RECENT_RESULTS) {
            guest.held.add(act);
            counters.count(WorldCounter.ACTIONS_HELD);
        } else if (guest.held != null) {
            counters.count(WorldCounter.ACTIONS_TURNED_AWAY);
        } else if (guest.at != null) {
            pass(guest.at, act);
        }
    }

    private @Nullable Guest find(long playerId, long sessionId) {
        Guest guest = guests.get(playerId);
        if (guest == null || guest.sessionId != sessionId) {
            counters.count(WorldCounter.STALE_SESSION_INPUTS);
            return null;
        }
        return guest;
    }

    // ---- from the store and from regions ----

    void onHomeFound(StoreEvent.HomeFound found) {
        Guest guest = guests.get(found.playerId());
        if (guest != null && guest.at == null) {
            sendTo(found.home(), found.playerId(), guest);
        }
    }

    void onHomeNotFound(StoreEvent.HomeNotFound failed) {
        retries.add(new Retry(failed.playerId(), failed.sessionId(), tick + RETRY_TICKS));
    }

    void onNotHere(HostMessage.NotHere message) {
        Guest guest = guests.get(message.playerId());
        if (guest != null && guest.sessionId == message.sessionId()) {
            sendTo(message.home(), message.playerId(), guest);
        }
    }

    void onMoved(HostMessage.Moved moved) {
        Guest guest = guests.get(moved.playerId());
        if (guest != null && moved.from().equals(guest.at)) {
            guest.at = moved.to();
            guest.held = guest.held == null ? new ArrayList<>() : guest.held;
        }
        post.send(plan.hostOf(moved.from()), new HostMessage.Redirected(moved.from(), moved.playerId(), moved.to()));
    }

    void onSettled(HostMessage.Settled settled) {
        Guest guest = guests.get(settled.playerId());
        if (guest != null && settled.at().equals(guest.at)) {
            passHeld(guest);
        }
    }

    /** Who was there before it went down is to enter again. */
    void onRegionUp(RegionId region) {
        guests.forEach((playerId, guest) -> {
            if (region.equals(guest.at)) {
                sendTo(region, playerId, guest);
            }
        });
    }

    void onTick(long nowTick) {
        tick = nowTick;
        while (!retries.isEmpty() && retries.getFirst().tick() <= tick) {
            Retry retry = retries.removeFirst();
            if (guests.containsKey(retry.playerId())) {
                store.findHome(retry.playerId(), retry.sessionId());
            }
        }
    }

    private void sendTo(RegionId region, long playerId, Guest guest) {
        guest.at = region;
        pass(region, new RegionInput.Join(playerId, guest.name, guest.sessionId));
        passHeld(guest);
    }

    private void passHeld(Guest guest) {
        List<RegionInput.Act> held = guest.held;
        guest.held = null;
        if (held != null && guest.at != null) {
            for (RegionInput.Act act : held) {
                pass(guest.at, act);
            }
        }
    }

    private void pass(RegionId region, RegionInput input) {
        post.send(plan.hostOf(region), new HostMessage.Input(region, input));
    }
}
