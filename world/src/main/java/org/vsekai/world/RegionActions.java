package org.vsekai.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vsekai.game.Action;
import org.vsekai.game.AvatarState;
import org.vsekai.world.Departures.Departure;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.WorldListener.NotTaken;
import org.vsekai.world.deal.Deals;

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
    private final RegionDeals deals;
    private final List<RegionInput.Act> acts = new ArrayList<>();
    private List<LoggedInput> logged = new ArrayList<>();
    private final WaitingActions waiting = new WaitingActions();

    RegionActions(
            RegionParts parts, RegionPlayers players, RegionChunks chunks, CommitPipeline pipeline, RegionDeals deals) {
        this.parts = parts;
        this.players = players;
        this.chunks = chunks;
        this.pipeline = pipeline;
        this.deals = deals;
    }

    void onAct(RegionInput.Act act) {
        acts.add(act);
    }

    /** An action from the input log, of a player whose avatar is in memory. */
    void onLogged(LoggedInput input) {
        logged.add(input);
    }

    /** First what came earlier and was logged, or had to wait, then by player and sequence. */
    void apply(long tick) {
        applyLogged(tick);
        applyWaiting(tick);
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
        List<LoggedInput> inputs = logged;
        inputs.sort(LOGGED_ORDER);
        logged = new ArrayList<>();
        for (LoggedInput input : inputs) {
            Presence player = players.find(input.playerId());
            if (player == null) {
                continue; // It has left; the log keeps the input for its next home.
            }
            boolean isBehind = !logged.isEmpty() && logged.getLast().playerId() == input.playerId();
            switch (isBehind ? Turn.YET_TO_COME : turn(player, input, tick)) {
                case OVER -> parts.frame().usedUp(input.playerId(), input.sequence());
                case YET_TO_COME -> logged.add(input);
                case AFTER_A_GAP -> parts.counters().count(WorldCounter.ACTIONS_FROM_LOG_REPEATED);
            }
        }
    }

    /** What becomes of a logged action. */
    private enum Turn {
        /** It was applied, now or before, or is begun: it leaves the log. */
        OVER,
        YET_TO_COME,
        /**
         * One before it is missing. That may be on its way into the log still, and brings this one with it; or it never got
         * there, and whoever sent it sends both again. So this one stays in the log until it is used up.
         */
        AFTER_A_GAP
    }

    /** Applies a logged action if it is the player's next. */
    private Turn turn(Presence player, LoggedInput input, long tick) {
        long next = player.avatar().lastAppliedSequence() + 1;
        boolean isActing = deals.isActing(input.playerId());
        if (input.sequence() < next || (isActing && input.sequence() == next)) {
            parts.counters().count(WorldCounter.ACTIONS_FROM_LOG_REPEATED);
            return Turn.OVER;
        }
        if (input.sequence() > next) {
            // While one is open the next ones wait until it is decided.
            return isActing ? Turn.YET_TO_COME : Turn.AFTER_A_GAP;
        }
        if (!mayApply()
                || !chunks.isReadyFor(player.avatar())
                || !applied(player, input.sequence(), input.action(), tick)) {
            return Turn.YET_TO_COME;
        }
        parts.counters().count(WorldCounter.ACTIONS_FROM_LOG);
        return Turn.OVER;
    }

    private void applyWaiting(long tick) {
        for (long playerId : waiting.players()) {
            if (deals.isActing(playerId)) {
                continue;
            }
            for (RegionInput.Act act : waiting.take(playerId)) {
                Presence player = players.find(playerId, act.sessionId());
                if (player != null) {
                    take(player, act, tick);
                } else {
                    parts.counters().count(WorldCounter.STALE_SESSION_INPUTS);
                }
            }
        }
    }

    /** Puts an action behind the one that is open, and those that wait already. */
    private void await(Presence player, RegionInput.Act act) {
        long open = player.avatar().lastAppliedSequence() + 1;
        long next = open + 1 + waiting.count(player.playerId());
        if (act.sequence() < open) {
            repeat(player, act.sequence());
        } else if (act.sequence() < next) {
            parts.counters().count(WorldCounter.ACTIONS_REPEATED_EARLY);
        } else if (act.sequence() > next) {
            refuse(player, act.sequence(), NotTaken.OUT_OF_ORDER, WorldCounter.ACTIONS_OUT_OF_ORDER);
        } else if (player.inFlight() + next - open >= AvatarState.RECENT_RESULTS) {
            refuse(player, act.sequence(), NotTaken.TOO_MANY_IN_FLIGHT, WorldCounter.ACTIONS_TOO_MANY_IN_FLIGHT);
        } else if (waiting.offer(act)) {
            parts.counters().count(WorldCounter.ACTIONS_WAITED);
        }
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
        if (deals.isActing(player.playerId())) {
            await(player, act);
            return;
        }
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
        } else if (!applied(player, act.sequence(), act.action(), tick)) {
            refuse(player, act.sequence(), NotTaken.BUSY, WorldCounter.ACTIONS_BUSY);
        }
    }

    /** False when nothing has happened, because too much is open. */
    private boolean applied(Presence player, long sequence, Action action, long tick) {
        return deals.onAction(player, sequence, action, tick) != Deals.Taken.BUSY;
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
        parts.listener().onActionRefused(player.playerId(), player.sessionId(), sequence, why, expected(player));
    }

    /** The sequence that is to come next. */
    private long expected(Presence player) {
        long next = player.avatar().lastAppliedSequence() + 1;
        return deals.isActing(player.playerId()) ? next + 1 + waiting.count(player.playerId()) : next;
    }
}
