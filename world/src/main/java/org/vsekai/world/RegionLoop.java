package org.vsekai.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.Spawn;
import org.vsekai.game.Survival;
import org.vsekai.game.Walker;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.RegionId;
import org.vsekai.world.FrameBuilder.MadeFrame;
import org.vsekai.world.WorldListener.NotTaken;
import org.vsekai.world.WorldListener.PoseFault;

/**
 * A region as a pure state machine: inputs, ticks and outcomes of commits come in as method calls; commits go out to the
 * {@link Journal}, everything else to the {@link WorldListener}. Production and tests drive the same code.
 *
 * <ul>
 *   <li>The world changes only in {@link #onTick}, in a fixed order: growth; who enters and leaves, as they came; poses, as
 *       they came; actions by player, then sequence. The same inputs in the same ticks give the same world.
 *   <li>A tick that does something storable makes one frame; frames have dense numbers.
 *   <li>Only durable frames are shown, and only durable results are told.
 *   <li>Each sequence of a player is applied at most once, in order.
 * </ul>
 *
 * Confined to the region's thread. An exception out of any method means that the region must stop.
 */
final class RegionLoop {
    /** A player whose poses stay refused is told again this often: twice a second. */
    private static final int FAULT_REPEAT_TICKS = 30;

    private static final Comparator<RegionInput.Act> ACT_ORDER =
            Comparator.comparingLong(RegionInput.Act::playerId).thenComparingLong(RegionInput.Act::sequence);

    private enum Phase {
        RUNNING,
        /** Takes no inputs; what was taken is still applied in one more tick. */
        DRAINING,
        /** The last tick is over; what it made is being committed. */
        FLUSHING,
        DRAINED,
        STOPPED
    }

    private final WorldListener listener;
    private final Tally<WorldCounter> counters;
    private final RegionId region;
    private final long epoch;
    private final Realm realm;
    private final Survival survival;
    private final Map<Long, Presence> players = new HashMap<>();
    private final List<Presence> present = new ArrayList<>();
    private final FrameBuilder frame = new FrameBuilder();
    private final Checkpointer checkpointer;
    private final CommitPipeline pipeline;
    private final DurableView durable;
    private final ShownPoses shownPoses = new ShownPoses();

    private List<RegionInput> memberships = new ArrayList<>();
    private List<RegionInput> nextMemberships = new ArrayList<>();
    private final List<RegionInput.Move> moves = new ArrayList<>();
    private final List<RegionInput.Act> acts = new ArrayList<>();
    private final List<RegionInput.ShowChunk> shows = new ArrayList<>();

    private Phase phase = Phase.RUNNING;
    private boolean finalCheckpointIsTaken;
    private long tick;
    private long newestFrame;

    RegionLoop(RecoveredRegion recovered, WorldListener listener, Journal journal, Tally<WorldCounter> counters) {
        this(recovered, listener, journal, counters, Checkpointer.FRAMES_KEPT);
    }

    RegionLoop(
            RecoveredRegion recovered,
            WorldListener listener,
            Journal journal,
            Tally<WorldCounter> counters,
            int framesKept) {
        this.listener = listener;
        this.counters = counters;
        region = recovered.region();
        epoch = recovered.epoch();
        realm = recovered.realm();
        durable = new DurableView(realm.things());
        survival = new Survival(realm, org.vsekai.game.Crowd.NOBODY);
        tick = recovered.tick();
        newestFrame = recovered.frame();
        checkpointer = new Checkpointer(recovered, framesKept);
        pipeline = new CommitPipeline(journal, counters, epoch, recovered.commit());
        for (AvatarState state : recovered.avatars()) {
            Presence player = new Presence(new Avatar(state));
            players.put(state.playerId(), player);
            if (recovered.dirtyPlayers().contains(state.playerId())) {
                checkpointer.markChanged(player);
            }
        }
    }

    // ---- events ----

    /** Before everything else: says that the region is up. */
    void onStart() {
        listener.onRegionUp(region);
    }

    /** An input arrived; it takes effect in the next tick. */
    void onInput(RegionInput input) {
        if (phase != Phase.RUNNING) {
            counters.count(WorldCounter.INPUTS_AFTER_STOP);
            return;
        }
        switch (input) {
            case RegionInput.Join join -> memberships.add(join);
            case RegionInput.Leave leave -> memberships.add(leave);
            case RegionInput.Move move -> moves.add(move);
            case RegionInput.Act act -> acts.add(act);
            case RegionInput.ShowChunk show -> shows.add(show);
        }
    }

    /**
     * A sixtieth of a second of the world's time.
     *
     * @param unixMillis the wall clock: noted in the frame, and nothing else
     */
    void onTick(long unixMillis) {
        if (isOver()) {
            return;
        }
        String stopReason = pipeline.onBeat();
        if (stopReason != null) {
            stop(stopReason);
            return;
        }
        answerShows();
        if (phase != Phase.FLUSHING) {
            advance(unixMillis);
        }
        startCommit();
        if (!present.isEmpty() && phase == Phase.RUNNING) {
            shownPoses.refill(present);
            listener.onPoses(tick, shownPoses);
        }
    }

    /** The batch under way is durable. */
    void onCommitted() {
        if (isOver()) {
            return;
        }
        for (MadeFrame made : pipeline.onCommitted()) {
            publish(made.frame());
        }
        startCommit();
    }

    /** The batch under way is certainly not durable, for a reason that may pass. */
    void onNotCommitted() {
        if (!isOver()) {
            pipeline.onNotCommitted();
        }
    }

    /** The batch under way may be durable or not. */
    void onCommitUnknown() {
        if (!isOver()) {
            pipeline.onCommitUnknown();
        }
    }

    /** The fence as it was at one version, after {@link Journal#readFence}. */
    void onFenceRead(long storedEpoch, long storedCommit) {
        if (isOver()) {
            return;
        }
        switch (pipeline.onFenceRead(storedEpoch, storedCommit)) {
            case COMMITTED -> onCommitted();
            case NOT_COMMITTED -> {}
            case LOST -> onFenced("its epoch is " + epoch + ", the store's is " + storedEpoch);
        }
    }

    void onFenceUnreadable() {
        if (!isOver()) {
            pipeline.onFenceUnreadable();
        }
    }

    /** Another owner has taken the region: nothing more of this one will ever be durable. */
    void onFenced(String what) {
        stop("the region has another owner now: " + what);
    }

    /** The store can't go on. */
    void onStoreFailed(String why) {
        stop("the store failed: " + why);
    }

    /** Takes no more inputs, applies what was taken, makes it durable with a last checkpoint, and is drained. */
    void onDrain() {
        if (phase == Phase.RUNNING) {
            phase = Phase.DRAINING;
        }
    }

    // ---- what can be asked ----

    boolean isDrained() {
        return phase == Phase.DRAINED;
    }

    /** Drained or stopped: nothing will happen any more. */
    boolean isOver() {
        return phase == Phase.DRAINED || phase == Phase.STOPPED;
    }

    long tick() {
        return tick;
    }

    long newestFrame() {
        return newestFrame;
    }

    int waitingFrames() {
        return pipeline.waitingFrames();
    }

    int presentCount() {
        return present.size();
    }

    int entityCount() {
        return realm.things().size();
    }

    Realm realm() {
        return realm;
    }

    @Nullable
    Avatar avatar(long playerId) {
        Presence player = players.get(playerId);
        return player == null ? null : player.avatar();
    }

    /** A hash of everything that is stored: same world, same hash. */
    long contentHash() {
        long sum = realm.things().contentHash() + SplitMix64.mix(realm.ids().next());
        for (Presence player : players.values()) {
            sum += player.avatar().contentHash();
        }
        return sum;
    }

    // ---- the tick ----

    private void advance(long unixMillis) {
        tick++;
        realm.regrow(tick);
        applyMemberships();
        applyMoves();
        applyActs();
        MadeFrame made = closeFrame(unixMillis);
        realm.endTick();
        if (made != null) {
            durable.made(made.frame());
            pipeline.add(made);
        }
        if (phase == Phase.DRAINING && memberships.isEmpty()) {
            phase = Phase.FLUSHING;
        }
    }

    private void applyMemberships() {
        List<RegionInput> taken = memberships;
        memberships = nextMemberships;
        for (RegionInput input : taken) {
            switch (input) {
                case RegionInput.Join join -> enter(join);
                case RegionInput.Leave leave -> leave(leave);
                default -> throw new Check.BrokenInvariant("only joins and leaves are memberships");
            }
        }
        taken.clear();
        nextMemberships = taken;
    }

    private void enter(RegionInput.Join join) {
        Check.that(join.sessionId() != Presence.ABSENT, "a session has a number");
        Presence player = players.get(join.playerId());
        boolean isNew = player == null;
        if (player == null) {
            player = new Presence(
                    new Avatar(Spawn.newAvatar(join.playerId(), realm.takeEntityId(), join.name(), realm.terrain())));
            players.put(join.playerId(), player);
        }
        if (!player.mayEnterOrLeave(tick)) {
            memberships.add(join);
            return;
        }
        if (!player.isPresent()) {
            present.add(player);
        }
        player.enter(join.sessionId(), new Walker(realm.bounds(), realm.terrain(), player.avatar(), tick));
        frame.joined(player, isNew);
        counters.count(WorldCounter.JOINS);
    }

    private void leave(RegionInput.Leave leave) {
        Presence player = players.get(leave.playerId());
        if (player == null || leave.sessionId() == Presence.ABSENT || player.sessionId() != leave.sessionId()) {
            if (player != null && isWaitingToEnter(leave)) {
                memberships.add(leave);
                return;
            }
            counters.count(WorldCounter.STALE_SESSION_INPUTS);
            return;
        }
        if (!player.mayEnterOrLeave(tick)) {
            memberships.add(leave);
            return;
        }
        player.leave();
        present.remove(player);
        frame.left(player, leave.sessionId());
        counters.count(WorldCounter.LEAVES);
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

    private void applyMoves() {
        for (RegionInput.Move move : moves) {
            Presence player = players.get(move.playerId());
            if (player == null || !player.isPresent() || player.sessionId() != move.sessionId()) {
                counters.count(WorldCounter.STALE_SESSION_INPUTS);
                continue;
            }
            switch (player.walker().offer(move.pose(), tick)) {
                case OK -> {
                    counters.count(WorldCounter.POSES_TAKEN);
                    player.poseWasTaken();
                    checkpointer.markChanged(player);
                }
                case TOO_FAST -> refusePose(player, PoseFault.TOO_FAST, WorldCounter.POSES_TOO_FAST);
                case OUTSIDE_WORLD -> refusePose(player, PoseFault.OUTSIDE_WORLD, WorldCounter.POSES_OUTSIDE_WORLD);
                case OFF_GROUND -> refusePose(player, PoseFault.OFF_GROUND, WorldCounter.POSES_OFF_GROUND);
            }
        }
        moves.clear();
    }

    private void refusePose(Presence player, PoseFault fault, WorldCounter counter) {
        counters.count(counter);
        if (player.tellsFault(tick, FAULT_REPEAT_TICKS)) {
            Avatar at = player.avatar();
            listener.onPoseRefused(at.playerId(), player.sessionId(), fault, at.xMicros(), at.yMicros(), at.zMicros());
        }
    }

    private void applyActs() {
        acts.sort(ACT_ORDER);
        for (RegionInput.Act act : acts) {
            Presence player = players.get(act.playerId());
            if (player == null || !player.isPresent() || player.sessionId() != act.sessionId()) {
                counters.count(WorldCounter.STALE_SESSION_INPUTS);
            } else {
                takeAct(player, act);
            }
        }
        acts.clear();
    }

    private void takeAct(Presence player, RegionInput.Act act) {
        Avatar avatar = player.avatar();
        long expected = avatar.lastAppliedSequence() + 1;
        if (act.sequence() < expected) {
            repeat(player, act.sequence());
        } else if (act.sequence() > expected) {
            refuse(player, act.sequence(), NotTaken.OUT_OF_ORDER, WorldCounter.ACTIONS_OUT_OF_ORDER);
        } else if (player.inFlight() >= AvatarState.RECENT_RESULTS) {
            refuse(player, act.sequence(), NotTaken.TOO_MANY_IN_FLIGHT, WorldCounter.ACTIONS_TOO_MANY_IN_FLIGHT);
        } else if (pipeline.isBusy()) {
            refuse(player, act.sequence(), NotTaken.BUSY, WorldCounter.ACTIONS_BUSY);
        } else {
            ChangeLog changes = realm.things().changes();
            int firstChange = changes.count();
            ActionResult result = survival.apply(avatar, act.sequence(), act.action(), tick);
            player.actionApplied();
            frame.applied(player, act.action(), result, changes, firstChange);
            counters.count(WorldCounter.ACTIONS_APPLIED);
            if (result.reason() != Reason.OK) {
                counters.count(WorldCounter.ACTIONS_REFUSED_BY_RULES);
            }
        }
    }

    private void repeat(Presence player, long sequence) {
        if (sequence > player.durableSequence()) {
            counters.count(WorldCounter.ACTIONS_REPEATED_EARLY);
            return;
        }
        counters.count(WorldCounter.ACTIONS_REPEATED);
        listener.onActionRepeated(
                player.playerId(), player.sessionId(), sequence, player.avatar().resultOf(sequence));
    }

    private void refuse(Presence player, long sequence, NotTaken why, WorldCounter counter) {
        counters.count(counter);
        listener.onActionRefused(
                player.playerId(),
                player.sessionId(),
                sequence,
                why,
                player.avatar().lastAppliedSequence() + 1);
    }

    private @Nullable MadeFrame closeFrame(long unixMillis) {
        if (frame.isEmpty(realm.things().changes())) {
            return null;
        }
        checkpointer.markChanged(realm.things().changes(), realm.things());
        frame.touched().forEach(checkpointer::markChanged);
        newestFrame++;
        return frame.build(newestFrame, new FrameBuilder.Moment(tick, unixMillis), epoch, realm);
    }

    // ---- commits ----

    private void startCommit() {
        if (!pipeline.mayStart()) {
            return;
        }
        boolean isLast = phase == Phase.FLUSHING && !finalCheckpointIsTaken;
        boolean takesCheckpoint = pipeline.wouldTakeAll() && (isLast || checkpointer.isDue(tick, realm));
        if (takesCheckpoint) {
            finalCheckpointIsTaken = isLast;
            pipeline.start(newestFrame, checkpointer.capture(newestFrame, tick, realm));
        } else {
            pipeline.start(newestFrame, null);
        }
        if (phase == Phase.FLUSHING && finalCheckpointIsTaken && pipeline.isIdle()) {
            phase = Phase.DRAINED;
        }
    }

    private void publish(DurableFrame published) {
        for (DurableFrame.PlayerResult result : published.results()) {
            playerOf(result.playerId()).actionIsDurable(result.result().sequence());
        }
        for (DurableFrame.Joined joined : published.joined()) {
            playerOf(joined.playerId()).entryIsDurable(joined.sessionId());
        }
        durable.durable(published);
        listener.onFrame(region, published);
    }

    private void answerShows() {
        for (RegionInput.ShowChunk show : shows) {
            listener.onChunk(show.chunk(), durable.inChunk(show.chunk()));
        }
        shows.clear();
    }

    private Presence playerOf(long playerId) {
        Presence player = players.get(playerId);
        if (player == null) {
            throw new Check.BrokenInvariant("a player in a frame is known: " + playerId);
        }
        return player;
    }

    private void stop(String why) {
        if (!isOver()) {
            phase = Phase.STOPPED;
            listener.onStopped(why);
        }
    }

    /** The poses of those whose entering is durable. Reused from tick to tick. */
    private static final class ShownPoses implements WorldListener.PoseView {
        private final List<Presence> shown = new ArrayList<>();

        void refill(List<Presence> present) {
            shown.clear();
            for (int i = 0; i < present.size(); i++) {
                if (present.get(i).isShown()) {
                    shown.add(present.get(i));
                }
            }
        }

        @Override
        public int count() {
            return shown.size();
        }

        @Override
        public long playerId(int index) {
            return shown.get(index).playerId();
        }

        @Override
        public Pose pose(int index) {
            return shown.get(index).pose();
        }
    }
}
