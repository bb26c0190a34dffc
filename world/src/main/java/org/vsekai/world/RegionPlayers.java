package org.vsekai.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.Departures.Departure;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.Parcel;

/**
 * Who is in a region: those whose avatars are in memory, present or not, who enters and leaves, and who comes and goes over the
 * border. Confined to the region's thread.
 *
 * <ul>
 *   <li>A player is at most one of: in memory here, expected (asked of the store), departed and not yet handed on.
 *   <li>Avatars are in memory while their players are present, and after that until they are in a durable checkpoint.
 *   <li>Of two sessions of one player the one with the higher number is the newer.
 * </ul>
 */
final class RegionPlayers {
    /**
     * How many avatars are in memory: a bound on what a checkpoint has to write at once. Whoever else would come in waits, in the
     * region before or for the answer to the join.
     */
    static final int MOST_IN_MEMORY = 2_000;

    private final RegionParts parts;
    private final Map<Long, Presence> players = new HashMap<>();
    private final List<Presence> present = new ArrayList<>();
    private final ExpectedPlayers expected;
    private final Departures departures = new Departures();
    private LongPredicate isHeld = player -> false;

    /** The sessions of players who are in the inbox. */
    private final Map<Long, Long> arrivingSessions = new HashMap<>();

    private List<RegionInput> memberships = new ArrayList<>();
    private List<RegionInput> nextMemberships = new ArrayList<>();

    RegionPlayers(RegionParts parts, List<AvatarState> recovered) {
        this.parts = parts;
        expected = new ExpectedPlayers(parts);
        for (AvatarState state : recovered) {
            Presence player = new Presence(new Avatar(state));
            players.put(state.playerId(), player);
            parts.checkpointer().markChanged(player);
        }
    }

    /** Whoever is held stays at home here, and in memory. */
    void keepWhile(LongPredicate newIsHeld) {
        isHeld = newIsHeld;
    }

    /** Whether something open concerns the player, who must stay at home here for it. */
    boolean isHeld(long playerId) {
        return isHeld.test(playerId);
    }

    // ---- events between ticks ----

    /** Takes effect in the next tick, or in the one in which the avatar is here. */
    void onJoin(RegionInput.Join join) {
        if (players.containsKey(join.playerId()) || departures.of(join.playerId()) != null) {
            memberships.add(join);
        } else {
            expected.onMembership(join);
        }
    }

    /** Takes effect in the next tick; waits for its join, where that waits. */
    void onLeave(RegionInput.Leave leave) {
        if (expected.isJoining(leave)) {
            expected.onMembership(leave);
        } else {
            memberships.add(leave);
        }
    }

    void onAvatarRead(long playerId, StoreEvent.StoredPlayer stored, Consumer<StoreEvent.LoggedInput> logged) {
        if (players.containsKey(playerId)) {
            stored.logged().forEach(logged);
        } else {
            expected.onRead(playerId, stored);
        }
    }

    void onAvatarNotRead(long playerId, String why) {
        expected.onNotRead(playerId, why);
    }

    boolean hasRoomFor(int count) {
        return players.size() + count <= MOST_IN_MEMORY;
    }

    /** Parcels with players in them are in the inbox. */
    void onArriving(Sessions sessions) {
        arrivingSessions.putAll(sessions.byPlayer());
    }

    /** The region that a player came from has nothing more to do with the player. */
    void onHandOver(HandOver handOver, Consumer<RegionInput.Act> acts) {
        Presence player = players.get(handOver.playerId());
        if (player == null) {
            expected.onHandOver(handOver);
            return;
        }
        boolean isSame = player.isPresent() && player.sessionId() == handOver.deliveredSession();
        if (handOver.gait() != null && (isSame || !player.isPresent())) {
            player.takeOver(handOver.gait());
            parts.checkpointer().markChanged(player);
        }
        player.handedOn();
        if (handOver.sessionId() == Presence.ABSENT) {
            if (isSame) {
                onLeave(new RegionInput.Leave(player.playerId(), player.sessionId()));
            }
        } else if (player.isNewer(handOver.sessionId())) {
            onJoin(new RegionInput.Join(player.playerId(), handOver.name(), handOver.sessionId()));
        }
        handOver.acts().forEach(acts);
    }

    /** The receiver has a player durably. */
    void onAdopted(long playerId, RegionId by) {
        Departure departure = departures.of(playerId);
        if (departure != null && departure.to().equals(by)) {
            departures.remove(playerId);
            parts.office().handOn(by, departure.handOver());
        }
    }

    /** A region has been taken anew: it may have adopted players without having said so. */
    void onReceiverUp(RegionId receiver) {
        departures.removeAllTo(receiver).forEach(departure -> parts.office().handOn(receiver, departure.handOver()));
    }

    /** A checkpoint is durable: whoever is absent and in it need not be in memory any more. */
    void onCheckpointDurable() {
        players.values().removeIf(player -> player.mayBeForgotten() && !isHeld.test(player.playerId()));
    }

    void onDurable(DurableFrame frame) {
        for (DurableFrame.PlayerResult result : frame.results()) {
            Presence player = whereverHere(result.playerId());
            if (player != null) {
                player.actionIsDurable(result.result().sequence());
            }
        }
        for (DurableFrame.Joined joined : frame.joined()) {
            Presence player = players.get(joined.playerId());
            if (player != null) {
                player.entryIsDurable(joined.sessionId());
            }
        }
        for (DurableFrame.Arrived arrived : frame.arrived()) {
            Presence player = players.get(arrived.playerId());
            if (player != null) {
                player.entryIsDurable(arrived.sessionId());
            }
            parts.office().adopted(arrived.from(), arrived.playerId());
        }
        frame.departed().forEach(departed -> departures.onDurable(departed.playerId()));
    }

    // ---- the tick ----

    /** Takes over who is in a parcel. */
    void arrive(Parcel parcel, long tick, Consumer<RegionInput.Act> acts, Consumer<StoreEvent.LoggedInput> logged) {
        Crossing crossing = parcel.getCrossing();
        RegionId from = Records.region(parcel.getId().getSender());
        for (AvatarRecord record : crossing.getAvatarsList()) {
            Check.that(!players.containsKey(record.getPlayerId()), "who arrives is not here", record.getPlayerId());
            departures.remove(record.getPlayerId());
            Presence player = new Presence(new Avatar(Records.avatar(record)));
            players.put(player.playerId(), player);
            Long session = arrivingSessions.remove(player.playerId());
            if (session != null) {
                present.add(player);
                player.enter(session, parts.newWalker(player, tick));
                player.awaitHandOn();
            }
            parts.frame().arrived(player, from);
            parts.counters().count(WorldCounter.CROSSINGS_IN);
            expected.onHere(player, memberships, acts, logged);
        }
    }

    /** Takes in the expected whose avatars have come. */
    void takeExpected(Consumer<RegionInput.Act> acts, Consumer<StoreEvent.LoggedInput> logged) {
        for (Presence player : expected.takeReady(MOST_IN_MEMORY - players.size())) {
            players.put(player.playerId(), player);
            expected.onHere(player, memberships, acts, logged);
        }
    }

    void applyMemberships(long tick) {
        List<RegionInput> taken = memberships;
        memberships = nextMemberships;
        for (RegionInput input : taken) {
            switch (input) {
                case RegionInput.Join join -> join(join, tick);
                case RegionInput.Leave leave -> leave(leave, tick);
                default -> throw new Check.BrokenInvariant("only joins and leaves are memberships");
            }
        }
        taken.clear();
        nextMemberships = taken;
    }

    /** The player leaves for another region with the frame at hand. */
    void depart(Presence player, RegionId to, long tick) {
        parts.frame().departed(player, to);
        parts.frame()
                .send(
                        to,
                        Parcel.newBuilder()
                                .setCrossing(Crossing.newBuilder()
                                        .addAvatars(
                                                Records.avatar(player.avatar().state(), to))
                                        .setTick(tick)));
        departures.add(player, to);
        players.remove(player.playerId());
        present.remove(player);
        parts.checkpointer().forget(player);
        parts.counters().count(WorldCounter.CROSSINGS_OUT);
    }

    private void join(RegionInput.Join join, long tick) {
        Check.that(join.sessionId() != Presence.ABSENT, "a session has a number");
        Departure departure = departures.of(join.playerId());
        if (departure != null) {
            if (!departure.enter(join.sessionId())) {
                parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
            }
            return;
        }
        Presence player = players.get(join.playerId());
        if (player == null) {
            expected.onMembership(join);
            return;
        }
        if (!player.isNewer(join.sessionId())) {
            if (join.sessionId() != player.sessionId()) {
                parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
            }
            player.handedOn();
            return;
        }
        if (!player.mayEnterOrLeave(tick)) {
            memberships.add(join);
            return;
        }
        if (!player.isPresent()) {
            present.add(player);
        }
        player.enter(join.sessionId(), parts.newWalker(player, tick));
        player.handedOn();
        if (player.readsLog()) {
            parts.office().readAvatar(player.playerId());
        }
        parts.frame().joined(player, player.takesNewness());
        parts.counters().count(WorldCounter.JOINS);
    }

    private void leave(RegionInput.Leave leave, long tick) {
        Departure departure = departures.of(leave.playerId());
        if (departure != null && departure.sessionId() == leave.sessionId()) {
            departure.leave();
            return;
        }
        Presence player = players.get(leave.playerId());
        if (player == null && expected.isJoining(leave)) {
            expected.onMembership(leave);
            return;
        }
        if (player == null || leave.sessionId() == Presence.ABSENT || player.sessionId() != leave.sessionId()) {
            if (player != null && isWaitingToEnter(leave)) {
                memberships.add(leave);
                return;
            }
            parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
            return;
        }
        if (!player.mayEnterOrLeave(tick)) {
            memberships.add(leave);
            return;
        }
        player.leave();
        present.remove(player);
        parts.frame().left(player, leave.sessionId());
        parts.counters().count(WorldCounter.LEAVES);
    }

    /** Whether the session's join was put off to the next tick: then its leave waits behind it. */
    private boolean isWaitingToEnter(RegionInput.Leave leave) {
        for (RegionInput waiting : memberships) {
            if (waiting instanceof RegionInput.Join join
                    && join.playerId() == leave.playerId()
                    && join.sessionId() == leave.sessionId()) {
                return true;
            }
        }
        return false;
    }

    // ---- what can be asked ----

    /** The player whose avatar is in memory here, or null. */
    @Nullable
    Presence find(long playerId) {
        return players.get(playerId);
    }

    /** The player who is present here with this session, or null. */
    @Nullable
    Presence find(long playerId, long sessionId) {
        Presence player = players.get(playerId);
        return player != null && player.isPresent() && player.sessionId() == sessionId ? player : null;
    }

    /** The player who left with this session, and is not handed on yet. */
    @Nullable
    Departure findDeparted(long playerId, long sessionId) {
        Departure departure = departures.of(playerId);
        return departure != null && departure.sessionId() == sessionId && sessionId != Presence.ABSENT
                ? departure
                : null;
    }

    /** False when there is no room for the action of somebody who isn't here yet. */
    boolean hold(RegionInput.Act act) {
        return expected.hold(act);
    }

    boolean hold(StoreEvent.LoggedInput input) {
        return expected.hold(input);
    }

    Sessions sessionsIn(Parcel parcel) {
        return departures.sessionsIn(parcel);
    }

    List<Presence> present() {
        return present;
    }

    Iterable<Presence> inMemory() {
        return players.values();
    }

    /** Adds those whose poses are to be shown. */
    void addShown(List<Presence> shown) {
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i).isShown()) {
                shown.add(present.get(i));
            }
        }
        for (Departure departure : departures.all()) {
            shown.add(departure.player());
        }
    }

    /** Whether somebody is here, comes or goes. */
    boolean isIdle() {
        return present.isEmpty() && expected.isEmpty() && departures.isEmpty() && memberships.isEmpty();
    }

    boolean hasMemberships() {
        return !memberships.isEmpty();
    }

    private @Nullable Presence whereverHere(long playerId) {
        Presence player = players.get(playerId);
        if (player != null) {
            return player;
        }
        Departure departure = departures.of(playerId);
        return departure == null ? null : departure.player();
    }
}
