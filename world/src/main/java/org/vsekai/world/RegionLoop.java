package org.vsekai.world;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.game.Avatar;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.FrameBuilder.MadeFrame;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.StoreEvent.StoredPlayer;
import org.vsekai.world.v1.ActorRecord;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.Parcel;

/**
 * A region that is up, as a pure state machine: inputs, parcels, ticks and outcomes of commits come in as method calls; commits
 * go out to the {@link Journal}, what is shown to the {@link WorldListener}, everything else to the {@link RegionOffice}.
 * Production and tests drive the same code.
 *
 * <ul>
 *   <li>The world changes only in {@link #onTick}, in a fixed order: what time alone does; parcels by sender, as they were sent;
 *       transactions that have waited for too long; who enters and
 *       leaves, as they came; poses, as they came; actions by player, then sequence; who crosses the border. The same inputs in
 *       the same ticks give the same world.
 *   <li>A tick that does something storable makes one frame; frames have dense numbers.
 *   <li>Only durable frames are shown, and only durable results are told.
 *   <li>What other regions are told leaves with a frame; what they tell is taken by a frame.
 * </ul>
 *
 * Confined to the thread of its host. An exception out of any method means that the region must stop.
 */
final class RegionLoop {
    /** The rest waits for the next tick; bounds the size of a frame. */
    static final int MAX_PARCELS_PER_TICK = 256;

    /** With fewer ids than this left, the next block is asked for: many ticks' worth. */
    private static final int FEW_IDS = 1_024;

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
    private final RegionOffice office;
    private final RegionId region;
    private final long epoch;
    private final Realm realm;
    private final FrameBuilder frame = new FrameBuilder();
    private final Checkpointer checkpointer;
    private final CommitPipeline pipeline;
    private final DurableView durable;
    private final Inbox inbox;
    private final RegionPlayers players;
    private final RegionMoves moves;
    private final RegionActions actions;
    private final RegionDeals deals;
    private final RegionChunks chunks;

    /** Chunks that are to be shown once they are in memory. */
    private final Set<Long> shows = new LinkedHashSet<>();

    private Phase phase = Phase.RUNNING;
    private boolean finalCheckpointIsTaken;
    private boolean idsAreAsked;
    private boolean checkpointIsUnderWay;
    private long checkpointFrame;
    private long tick;
    private long newestFrame;
    private @Nullable String whyStopped;

    RegionLoop(
            RecoveredRegion recovered,
            WorldListener listener,
            RegionOffice office,
            Journal journal,
            Tally<WorldCounter> counters) {
        this.listener = listener;
        this.office = office;
        this.counters = counters;
        region = recovered.region();
        epoch = recovered.epoch();
        realm = recovered.realm();
        durable = new DurableView(realm.things());
        tick = recovered.tick();
        newestFrame = recovered.frame();
        checkpointer = new Checkpointer(recovered);
        pipeline = new CommitPipeline(journal, counters, epoch, recovered.commit());
        inbox = new Inbox(recovered.inbox(), recovered.hasMoreInbox(), counters);
        RegionParts parts = new RegionParts(realm, frame, checkpointer, office, listener, counters);
        chunks = new RegionChunks(parts, recovered);
        players = new RegionPlayers(parts, recovered.avatars());
        moves = new RegionMoves(parts, players);
        deals = new RegionDeals(parts, players, recovered.deals());
        players.keepWhile(deals::isHeld);
        actions = new RegionActions(parts, players, chunks, pipeline, deals);
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
            case RegionInput.Join join -> players.onJoin(join);
            case RegionInput.Leave leave -> players.onLeave(leave);
            case RegionInput.Move move -> moves.onMove(move);
            case RegionInput.Act act -> actions.onAct(act);
            case RegionInput.ShowChunk show -> {
                if (!chunks.isShowable(show.chunk())) {
                    counters.count(WorldCounter.CHUNKS_SHOWN_LATER);
                }
                shows.add(show.chunk());
            }
        }
    }

    /** A logged input is durable, and has not been read with its player. */
    void onLogged(LoggedInput input) {
        if (players.find(input.playerId()) != null) {
            actions.onLogged(input);
        } else {
            players.hold(input);
        }
    }

    /** A parcel for this region is durable. */
    void onDelivered(Parcel parcel, Sessions sessions) {
        if (inbox.onDelivered(parcel)) {
            players.onArriving(sessions);
        }
    }

    /** The store may hold parcels that nobody has told of. */
    void onParcelsWait() {
        inbox.onParcelsWait();
    }

    void onInboxRead(List<Parcel> parcels, boolean hasMore) {
        inbox.onRead(parcels, hasMore);
    }

    void onAvatarRead(long playerId, StoredPlayer stored) {
        players.onAvatarRead(playerId, stored, actions::onLogged);
    }

    void onAvatarNotRead(long playerId, String why) {
        players.onAvatarNotRead(playerId, why);
    }

    /** People are near, in these chunks, which may be of other regions. */
    void onNear(Set<Long> centres) {
        chunks.onNear(centres);
    }

    void onChunkRead(long chunk, ChunkColumns columns, int pageCount) {
        chunks.onRead(chunk, columns, pageCount);
    }

    void onChunkNotRead(long chunk) {
        chunks.onNotRead(chunk);
    }

    void onIdsTaken(long from, long to) {
        idsAreAsked = false;
        realm.ids().addReserve(from, to);
    }

    /** Chunks that nobody uses go after so many ticks from now on, where memory is short. */
    void onWarmTicks(long ticks) {
        chunks.onWarmTicks(ticks);
    }

    /** Another region has durably taken over a player who left this one. */
    void onAdopted(long playerId, RegionId by) {
        players.onAdopted(playerId, by);
    }

    /** The region that a player came from has let go. */
    void onHandOver(HandOver handOver) {
        players.onHandOver(handOver, actions::onAct);
    }

    /** Another region has been taken anew. */
    void onRegionUp(RegionId other) {
        players.onReceiverUp(other);
    }

    /**
     * The world's time is now this tick, which is later than the one before.
     *
     * @param unixMillis the wall clock: noted in the frame, and nothing else
     */
    void onTick(long worldTick, long unixMillis) {
        if (isOver()) {
            return;
        }
        Check.that(worldTick > tick, "time goes on", worldTick);
        tick = worldTick;
        String stopReason = pipeline.onBeat();
        if (stopReason != null) {
            stop(stopReason);
            return;
        }
        chunks.onTick();
        answerShows();
        if (phase != Phase.FLUSHING) {
            advance(unixMillis);
        }
        startCommit();
    }

    /** The batch under way is durable. */
    void onCommitted() {
        if (isOver()) {
            return;
        }
        for (MadeFrame made : pipeline.onCommitted()) {
            publish(made);
        }
        if (checkpointIsUnderWay) {
            checkpointIsUnderWay = false;
            chunks.onCheckpointDurable(checkpointFrame);
            players.onCheckpointDurable();
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
            case LOST -> onFenced(storedEpoch);
        }
    }

    void onFenceUnreadable() {
        if (!isOver()) {
            pipeline.onFenceUnreadable();
        }
    }

    /** The region has an owner whose epoch is this. */
    void onFenced(long storedEpoch) {
        stop(fenced(epoch, storedEpoch));
    }

    /** Why an owner of an epoch has to stop, when the store has another. */
    static String fenced(long epoch, long storedEpoch) {
        return fenced("its epoch is " + epoch + ", the store's is " + storedEpoch);
    }

    private static String fenced(String what) {
        return "the region has another owner now: " + what;
    }

    /** Nothing more that this owner makes will ever be durable. */
    void onFenced(String what) {
        stop(fenced(what));
    }

    /** The batch under way can't be stored, now or later. */
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

    /** Why nothing more of this owner will be durable; null while that is not so. */
    @Nullable
    String whyStopped() {
        return whyStopped;
    }

    /** Whether there is no reason in the region itself to keep it: nobody is here, comes or goes, and nothing waits. */
    boolean isIdle() {
        return players.isIdle() && deals.open().isEmpty() && inbox.isEmpty() && shows.isEmpty();
    }

    long epoch() {
        return epoch;
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

    List<Presence> present() {
        return players.present();
    }

    /** Adds those whose poses are to be shown: whose entering is durable, and who are not shown by another region. */
    void addShown(List<Presence> shown) {
        if (phase == Phase.RUNNING) {
            players.addShown(shown);
        }
    }

    int entityCount() {
        return realm.things().size();
    }

    /** What its chunks take of the memory. */
    long chunkBytes() {
        return realm.things().bytes();
    }

    /** Adds the chunks that may be let go of now. */
    void addIdle(List<Residency.Idle> idle) {
        chunks.addIdle(idle);
    }

    Realm realm() {
        return realm;
    }

    @Nullable
    Avatar avatar(long playerId) {
        Presence player = players.find(playerId);
        return player == null ? null : player.avatar();
    }

    /** A hash of everything that is stored of the region, avatars apart: same region, same hash. */
    long contentHash() {
        return realm.things().contentHash() + SplitMix64.mix(realm.ids().next());
    }

    /** Those whose avatars are in memory, present or not. */
    Iterable<Presence> inMemory() {
        return players.inMemory();
    }

    // ---- the tick ----

    private void advance(long unixMillis) {
        askForMore();
        realm.age(tick);
        if (phase == Phase.RUNNING) {
            if (deals.areReady(chunks)) {
                takeParcels();
                deals.onTick(tick);
            } else {
                deals.onWait();
            }
            players.takeExpected(actions::onAct, actions::onLogged);
        } else {
            deals.onWait();
        }
        players.applyMemberships(tick);
        moves.apply(tick);
        actions.apply(tick);
        deals.addToFrame();
        if (phase == Phase.RUNNING && !pipeline.isBusy()) {
            moves.sendOff(tick);
        }
        MadeFrame made = closeFrame(unixMillis);
        realm.endTick();
        deals.endTick();
        if (made != null) {
            durable.made(made.frame());
            pipeline.add(made);
        }
        if (phase == Phase.DRAINING && !players.hasMemberships()) {
            phase = Phase.FLUSHING;
        }
    }

    private void askForMore() {
        EntityIds ids = realm.ids();
        if (!idsAreAsked && !ids.hasReserve() && ids.left() < FEW_IDS) {
            idsAreAsked = true;
            office.takeIds();
        }
        if (inbox.startsReading()) {
            office.readInbox();
        }
    }

    private void takeParcels() {
        for (int i = 0; i < MAX_PARCELS_PER_TICK && !pipeline.isBusy(); i++) {
            Parcel parcel = inbox.peek();
            if (parcel == null || !hasRoomFor(parcel.getCrossing()) || !isReadyFor(parcel)) {
                return;
            }
            if (inbox.isHearsay() && contradicts(parcel)) {
                counters.count(WorldCounter.PARCELS_DOUBTED);
                inbox.onContradiction();
                return;
            }
            inbox.take();
            counters.count(WorldCounter.PARCELS_TAKEN);
            frame.taken(parcel.getId());
            handlerOf(parcel).onParcel(parcel, tick);
        }
    }

    /** Whether a parcel can't be: another owner has taken it before this one came, or something is wrong. */
    private boolean contradicts(Parcel parcel) {
        return switch (parcel.getBodyCase()) {
            case CROSSING ->
                parcel.getCrossing().getAvatarsList().stream()
                        .anyMatch(avatar -> players.find(avatar.getPlayerId()) != null);
            case PREPARE -> deals.isPart(DealRecords.id(parcel.getPrepare().getId()));
            case DECISION -> !deals.isPart(DealRecords.id(parcel.getDecision().getId()));
            case VOTE, BODY_NOT_SET -> false;
        };
    }

    private boolean hasRoomFor(Crossing crossing) {
        int count = crossing.getThingsCount();
        return players.hasRoomFor(crossing.getAvatarsCount())
                && crossing.getThingsList().stream()
                        .allMatch(
                                thing -> realm.hasRoomFor(count, ChunkKey.at(thing.getXMicros(), thing.getZMicros())));
    }

    /** Whether the chunks that a parcel concerns are in memory; if not, they are asked for, and later parcels wait too. */
    private boolean isReadyFor(Parcel parcel) {
        boolean isReady = true;
        for (EntityRecord thing : parcel.getCrossing().getThingsList()) {
            isReady &= chunks.isReadyAt(thing.getXMicros(), thing.getZMicros());
        }
        if (parcel.hasPrepare()) {
            ActorRecord actor = parcel.getPrepare().getActor();
            isReady &= chunks.isReadyAt(actor.getXMicros(), actor.getZMicros());
        }
        return isReady;
    }

    private ParcelHandler handlerOf(Parcel parcel) {
        return switch (parcel.getBodyCase()) {
            case CROSSING -> this::arrive;
            case PREPARE, VOTE, DECISION -> deals;
            case BODY_NOT_SET -> throw new DamagedRecordException("a parcel without a body", null);
        };
    }

    private void arrive(Parcel parcel, long now) {
        for (EntityRecord thing : parcel.getCrossing().getThingsList()) {
            realm.receive(Records.entity(thing));
        }
        deals.onArrival(parcel);
        players.arrive(parcel, now, actions::onAct, actions::onLogged);
    }

    private @Nullable MadeFrame closeFrame(long unixMillis) {
        if (frame.isEmpty(realm.things().changes())) {
            return null;
        }
        long number = newestFrame + 1;
        checkpointer.markChanged(realm.things().changes(), realm.things(), chunk -> chunks.onChanged(chunk, number));
        for (Presence touched : frame.touched()) {
            if (players.find(touched.playerId()) != null) {
                checkpointer.markChanged(touched);
            }
        }
        newestFrame = number;
        return frame.build(newestFrame, new FrameBuilder.Moment(tick, unixMillis), epoch, realm);
    }

    // ---- commits ----

    private void startCommit() {
        if (!pipeline.mayStart()) {
            return;
        }
        boolean isLast = phase == Phase.FLUSHING && !finalCheckpointIsTaken;
        if (isLast && pipeline.isIdle() && checkpointer.isClean()) {
            finalCheckpointIsTaken = true;
        } else if (pipeline.wouldTakeAll() && (isLast || checkpointer.isDue(tick, realm))) {
            finalCheckpointIsTaken = isLast;
            checkpointIsUnderWay = true;
            checkpointFrame = newestFrame;
            pipeline.start(newestFrame, checkpointer.capture(newestFrame, tick, realm, deals.open()));
        } else {
            pipeline.start(newestFrame, null);
        }
        if (phase == Phase.FLUSHING && finalCheckpointIsTaken && pipeline.isIdle()) {
            phase = Phase.DRAINED;
        }
    }

    private void publish(MadeFrame made) {
        players.onDurable(made.frame());
        durable.durable(made.frame());
        listener.onFrame(region, made.frame());
        for (Parcel parcel : made.stored().transfers().sent()) {
            counters.count(WorldCounter.PARCELS_SENT);
            office.deliver(parcel, players.sessionsIn(parcel));
        }
    }

    private void answerShows() {
        shows.removeIf(chunk -> {
            if (!chunks.isShowable(chunk)) {
                return false;
            }
            listener.onChunk(chunk, durable.inChunk(chunk));
            return true;
        });
    }

    private void stop(String why) {
        if (!isOver()) {
            phase = Phase.STOPPED;
            whyStopped = why;
        }
    }
}
