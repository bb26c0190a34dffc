package org.vsekai.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Reason;
import org.vsekai.game.Survival;
import org.vsekai.sim.ChangeLog;
import org.vsekai.world.Departures.Departure;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.WorldListener.NotTaken;

/**
 * The actions of one tick: each sequence of a player is applied at most once, in order. Confined to the region's thread.
 */
final class RegionActions {
    /** More in one tick are refused as BUSY: a frame stays well below what the store takes. */
    static final int MAX_PER_TICK = 2_048;

    private static final Comparator<RegionInput.Act> ACT_ORDER =
            Comparator.comparingLong(RegionInput.Act::playerId).thenComparingLong(RegionInput.Act::sequence);

    private static final Comparator<LoggedInput> LOGGED_ORDER =
            Comparator.comparingLong(LoggedInput::playerId).thenComparingLong(LoggedInput::sequence);

    private final RegionParts parts;
    private final RegionPlayers players;
    private final RegionChunks chunks;
    private final CommitPipeline pipeline;
    private final Survival survival;
    private final List<RegionInput.Act> acts = new ArrayList<>();
    private final List<LoggedInput> logged = new ArrayList<>();

    RegionActions(RegionParts parts, RegionPlayers players, RegionChunks chunks, CommitPipeline pipeline) {
        this.parts = parts;
        this.players = players;
        this.chunks = chunks;
        this.pipeline = pipeline;
        survival = new Survival(parts.realm());
    }

    void onAct(RegionInput.Act act) {
        acts.add(act);
    }

    /** An action from the input log, of a player whose avatar is in memory. */
    void onLogged(LoggedInput input) {
        logged.add(input);
    }

    /** First what came earlier and was logged, then by player and sequence. */
    void apply(long tick) {
        applyLogged(tick);
        acts.sort(ACT_ORDER);
        for (RegionInput.Act act : acts) {
            Presence player = players.find(act.playerId(), act.sessionId());
            if (player != null) {
                take(player, act, tick);
            } else {
                hold(act);
            }
        }
        acts.clear();
    }

    private void applyLogged(long tick) {
        logged.sort(LOGGED_ORDER);
        List<LoggedInput> later = new ArrayList<>();
        for (LoggedInput input : logged) {
            Presence player = players.find(input.playerId());
            if (player == null) {
                continue; // It has left; the log keeps the input for its next home.
            }
            boolean isNext = input.sequence() == player.avatar().lastAppliedSequence() + 1;
            boolean isBehind = !later.isEmpty() && later.getLast().playerId() == input.playerId();
            if (isBehind || (isNext && !(mayApply() && chunks.isReadyFor(player.avatar())))) {
                later.add(input);
                continue;
            }
            if (isNext) {
                applied(player, input.sequence(), input.action(), tick);
                parts.counters().count(WorldCounter.ACTIONS_FROM_LOG);
            } else {
                parts.counters().count(WorldCounter.ACTIONS_FROM_LOG_REPEATED);
            }
            parts.frame().usedUp(input.playerId(), input.sequence());
        }
        logged.clear();
        logged.addAll(later);
    }

    private boolean mayApply() {
        return !pipeline.isBusy()
                && parts.realm().hasIdsForAnAction()
                && parts.frame().appliedCount() < MAX_PER_TICK;
    }

    private void hold(RegionInput.Act act) {
        Departure departure = players.findDeparted(act.playerId(), act.sessionId());
        boolean isHeld = departure != null ? departure.hold(act) : players.hold(act);
        if (isHeld) {
            parts.counters().count(WorldCounter.ACTIONS_HELD);
        } else if (departure != null) {
            parts.counters().count(WorldCounter.ACTIONS_TOO_MANY_IN_FLIGHT);
            parts.listener()
                    .onActionRefused(
                            act.playerId(),
                            act.sessionId(),
                            act.sequence(),
                            NotTaken.TOO_MANY_IN_FLIGHT,
                            departure.player().avatar().lastAppliedSequence() + 1);
        } else {
            parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
        }
    }

    private void take(Presence player, RegionInput.Act act, long tick) {
        long expected = player.avatar().lastAppliedSequence() + 1;
        if (act.sequence() < expected) {
            repeat(player, act.sequence());
        } else if (act.sequence() > expected) {
            refuse(player, act.sequence(), NotTaken.OUT_OF_ORDER, WorldCounter.ACTIONS_OUT_OF_ORDER);
        } else if (player.inFlight() >= AvatarState.RECENT_RESULTS) {
            refuse(player, act.sequence(), NotTaken.TOO_MANY_IN_FLIGHT, WorldCounter.ACTIONS_TOO_MANY_IN_FLIGHT);
        } else if (!mayApply()) {
            refuse(player, act.sequence(), NotTaken.BUSY, WorldCounter.ACTIONS_BUSY);
        } else if (!chunks.isReadyFor(player.avatar())) {
            refuse(player, act.sequence(), NotTaken.BUSY, WorldCounter.ACTIONS_BEFORE_CHUNKS);
        } else {
            applied(player, act.sequence(), act.action(), tick);
        }
    }

    private void applied(Presence player, long sequence, Action action, long tick) {
        ChangeLog changes = parts.realm().things().changes();
        int firstChange = changes.count();
        ActionResult result = survival.apply(player.avatar(), sequence, action, tick);
        player.actionApplied();
        parts.frame().applied(player, action, result, changes, firstChange);
        parts.counters().count(WorldCounter.ACTIONS_APPLIED);
        if (result.reason() != Reason.OK) {
            parts.counters().count(WorldCounter.ACTIONS_REFUSED_BY_RULES);
        }
    }

    private void repeat(Presence player, long sequence) {
        if (sequence > player.durableSequence()) {
            parts.counters().count(WorldCounter.ACTIONS_REPEATED_EARLY);
            return;
        }
        parts.counters().count(WorldCounter.ACTIONS_REPEATED);
        parts.listener()
                .onActionRepeated(
                        player.playerId(),
                        player.sessionId(),
                        sequence,
                        player.avatar().resultOf(sequence));
    }

    private void refuse(Presence player, long sequence, NotTaken why, WorldCounter counter) {
        parts.counters().count(counter);
        parts.listener()
                .onActionRefused(
                        player.playerId(),
                        player.sessionId(),
                        sequence,
                        why,
                        player.avatar().lastAppliedSequence() + 1);
    }
}
