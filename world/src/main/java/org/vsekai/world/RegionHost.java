package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.Avatar;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.world.HostedRegion.State;
import org.vsekai.world.WorldListener.NotTaken;

/**
 * Some regions of a world, and the reception of some of its players, as one pure state machine: inputs, messages of other hosts,
 * the store's answers and ticks come in as method calls; what is asked of the store, told to other hosts and shown goes out
 * through {@link WorldStore}, {@link Post} and {@link WorldListener}. Knows no clock, no thread and no chance, so production and
 * simulation drive the same code. Confined to one thread.
 */
public final class RegionHost {
    /** A region that somebody is this near to is taken: as far as the chunks around a client reach. */
    static final long NEAR_MICROS = 160 * Units.MICROS_PER_METRE;

    /** How often is looked who is near what: four times a second. */
    private static final int LOOK_TICKS = 15;

    /** While the server runs the world's clock is stored at least this often, whether anything happens or not. */
    private static final int CLOCK_TICKS = 60 * 60;

    /**
     * @param index which of the plan's hosts this is
     * @param chunkBytes of memory that the chunks of its regions may take
     */
    public record Place(HostPlan plan, int index, long chunkBytes) {
        /** With as much memory as there is. */
        public Place(HostPlan plan, int index) {
            this(plan, index, ChunkMemory.UNBOUNDED);
        }
    }

    private final Place place;
    private final WorldListener listener;
    private final WorldStore store;
    private final RegionGrid grid;
    private final Post post;
    private final Tally<WorldCounter> counters;
    private final HostParts parts = new Parts();
    private final Reception reception;
    private final InputLog inputLog;
    private final ChunkMemory memory;
    private final Map<RegionId, HostedRegion> regions = new TreeMap<>();

    /** What this host tells itself, until the event at hand is over. */
    private final ArrayDeque<HostMessage> toSelf = new ArrayDeque<>();

    private final ShownPoses shownPoses = new ShownPoses();
    private long tick;

    /** As the driver has it: time as it has gone by since this server began. */
    private long drivenTick;

    /**
     * How far the world's time has gone on beside this server, as a region that it took shows: another server had it. Without this the
     * region would wait for as long.
     */
    private long ahead;

    private long nextLookTick;
    private long nextClockTick;
    private long tenures;
    private boolean isDraining;
    private boolean lostAtDrain;
    private boolean isStopped;

    /** @param post to the other hosts; what a host sends to itself stays inside */
    public RegionHost(Place place, WorldListener listener, WorldStore store, Post post, Tally<WorldCounter> counters) {
        this.place = place;
        this.listener = listener;
        this.store = store;
        this.post = post;
        this.counters = counters;
        grid = store.shape().grid();
        reception = new Reception(place.plan, store, this::send, counters);
        inputLog = new InputLog(store);
        memory = new ChunkMemory(place.chunkBytes, counters);
    }

    // ---- events ----

    /** Once, before everything else: takes the region where newcomers appear, which wakes those that have parcels waiting. */
    public void onStart(long worldTick) {
        tick = worldTick;
        drivenTick = worldTick;
        nextClockTick = tick + CLOCK_TICKS;
        if (isOwn(RegionId.SPAWN)) {
            hosted(RegionId.SPAWN).want();
        }
        end();
    }

    /** From a player, or from whoever shows the world to players. */
    public void onInput(RegionInput input) {
        if (isStopped) {
            counters.count(WorldCounter.INPUTS_AFTER_STOP);
            return;
        }
        switch (input) {
            case RegionInput.Join join -> reception.onJoin(join);
            case RegionInput.Leave leave -> reception.onLeave(leave);
            case RegionInput.Move move -> reception.onMove(move);
            case RegionInput.Act act -> reception.onAct(act);
            case RegionInput.ShowChunk show -> {
                RegionId region = RegionId.ofChunk(show.chunk());
                if (grid.contains(region)) {
                    hosted(region).onInput(show);
                } else {
                    counters.count(WorldCounter.CHUNKS_NOT_SHOWN);
                }
            }
        }
        end();
    }

    /** From another host. */
    public void onPost(HostMessage message) {
        if (!isStopped) {
            handle(message);
            end();
        }
    }

    public void onStoreEvent(StoreEvent event) {
        if (isStopped) {
            return;
        }
        switch (event) {
            case StoreEvent.ForRegion answer -> onAnswer(answer);
            case StoreEvent.HomeFound found -> reception.onHomeFound(found);
            case StoreEvent.HomeNotFound failed -> reception.onHomeNotFound(failed);
            case StoreEvent.InputAnswered answer -> onInputAnswered(answer);
            case StoreEvent.StoreGone(String why) -> stop("the store failed: " + why);
        }
        end();
    }

    /**
     * A step of time. Ticks grow; they may leap. The world may be further on.
     *
     * @param unixMillis the wall clock: noted in frames, and nothing else
     */
    public void onTick(long worldTick, long unixMillis) {
        if (isStopped) {
            return;
        }
        drivenTick = worldTick;
        tick = worldTick + ahead;
        reception.onTick(tick);
        for (HostedRegion region : List.copyOf(regions.values())) {
            region.onTick(tick, unixMillis);
        }
        if (tick >= nextLookTick) {
            nextLookTick = tick + LOOK_TICKS;
            look();
            memory.look(loops());
        }
        if (tick >= nextClockTick && place.index == 0) {
            nextClockTick = tick + CLOCK_TICKS;
            store.raiseClock(tick);
        }
        end();
        showPoses();
    }

    /** Takes no more inputs, makes durable what was taken in, and lets go of all regions. */
    public void onDrain() {
        isDraining = true;
        regions.values().forEach(HostedRegion::onDrain);
        end();
    }

    // ---- what can be asked ----

    /** Whether every region has been let go. */
    public boolean isDrained() {
        return isDraining && !isStopped && regions.isEmpty();
    }

    /** Whether a region was down when it should have been let go, with somebody in it: what was not acknowledged there is lost. */
    public boolean hasLostAtDrain() {
        return lostAtDrain;
    }

    /** Whether the host can't go on. */
    public boolean isStopped() {
        return isStopped;
    }

    /** As of now; the times of ticks and commits are the driver's to measure. */
    HostGauges gauges() {
        return HostGauges.of(tick, regions.values(), memory.bytes());
    }

    /** The loop of a region that is up, for tests. */
    @Nullable
    RegionLoop loop(RegionId region) {
        HostedRegion hosted = regions.get(region);
        return hosted == null ? null : hosted.loop();
    }

    // ---- regions ----

    private HostedRegion hosted(RegionId region) {
        return regions.computeIfAbsent(region, id -> {
            HostedRegion hosted = new HostedRegion(id, parts, tick);
            if (isDraining) {
                hosted.onDrain();
            }
            return hosted;
        });
    }

    private List<RegionLoop> loops() {
        return regions.values().stream()
                .map(HostedRegion::loop)
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean isOwn(RegionId region) {
        return place.plan.hostOf(region) == place.index;
    }

    private void onAnswer(StoreEvent.ForRegion answer) {
        HostedRegion region = regions.get(answer.region());
        if (region == null || region.tenure() != answer.tenure() || region.state() == State.DOWN) {
            counters.count(WorldCounter.ANSWERS_OUT_OF_DATE);
            return;
        }
        switch (answer) {
            case StoreEvent.RegionTaken taken -> region.onTaken(taken.recovered());
            case StoreEvent.RegionFailed failed -> region.onFailed(failed.why());
            case StoreEvent.CommitAnswered committed -> {
                if (committed.outcome() instanceof StoreJournal.Outcome.StoreGone(String why)) {
                    stop("the store failed: " + why);
                } else {
                    region.onOutcome(committed.outcome());
                }
            }
            case StoreEvent.AvatarRead read ->
                region.onAnswer(loop -> loop.onAvatarRead(read.playerId(), read.stored()));
            case StoreEvent.AvatarNotRead failed ->
                region.onAnswer(loop -> loop.onAvatarNotRead(failed.playerId(), failed.why()));
            case StoreEvent.IdsTaken ids -> region.onAnswer(loop -> loop.onIdsTaken(ids.from(), ids.to()));
            case StoreEvent.ChunkRead read ->
                region.onAnswer(loop -> loop.onChunkRead(read.chunk(), read.columns(), read.pageCount()));
            case StoreEvent.ChunkNotRead read -> region.onAnswer(loop -> loop.onChunkNotRead(read.chunk()));
            case StoreEvent.EpochRead read -> region.onEpochRead(read.storedEpoch());
            case StoreEvent.RegionFenced fenced -> region.onAnswer(loop -> loop.onFenced(fenced.storedEpoch()));
            case StoreEvent.InboxRead read -> region.onAnswer(loop -> loop.onInboxRead(read.parcels(), read.hasMore()));
        }
    }

    private void onInputAnswered(StoreEvent.InputAnswered answer) {
        if (answer.isLogged()) {
            counters.count(WorldCounter.ACTIONS_LOGGED);
        } else {
            refuse(
                    answer.input().playerId(),
                    answer.input().sessionId(),
                    answer.input().sequence());
        }
        for (StoreEvent.LoggedInput input : inputLog.onAnswered(answer)) {
            hosted(answer.region()).onLogged(input);
        }
    }

    private void refuse(long playerId, long sessionId, long sequence) {
        counters.count(WorldCounter.ACTIONS_BUSY);
        listener.onActionRefused(playerId, sessionId, sequence, NotTaken.BUSY, sequence);
    }

    /** Takes the regions that somebody has come near to, and tells them in which chunks. */
    private void look() {
        Map<RegionId, Set<Long>> near = new TreeMap<>();
        for (HostedRegion region : regions.values()) {
            RegionLoop loop = region.loop();
            if (loop != null) {
                for (Presence player : loop.present()) {
                    Avatar avatar = player.avatar();
                    long chunk = ChunkKey.at(avatar.xMicros(), avatar.zMicros());
                    for (RegionId each : grid.near(avatar.xMicros(), avatar.zMicros(), NEAR_MICROS)) {
                        near.computeIfAbsent(each, first -> new TreeSet<>()).add(chunk);
                    }
                }
            }
        }
        near.forEach((region, chunks) -> send(region, new HostMessage.Near(region, Set.copyOf(chunks))));
    }

    private void stop(String why) {
        if (!isStopped) {
            isStopped = true;
            listener.onStopped(why);
        }
    }

    // ---- messages ----

    private void send(RegionId region, HostMessage message) {
        send(place.plan.hostOf(region), message);
    }

    private void send(int host, HostMessage message) {
        if (host == place.index) {
            toSelf.add(message);
        } else {
            post.send(host, message);
        }
    }

    private void handle(HostMessage message) {
        switch (message) {
            case HostMessage.Input(RegionId region, RegionInput input) ->
                hosted(region).onInput(input);
            case HostMessage.Delivered sent -> hosted(sent.region()).onDelivered(sent.parcel(), sent.sessions());
            case HostMessage.ParcelsWait(RegionId region) -> hosted(region).onParcelsWait();
            case HostMessage.Adopted adopted -> hosted(adopted.region()).onAdopted(adopted.playerId(), adopted.by());
            case HostMessage.HandedOn handed -> hosted(handed.region()).onHandedOn(handed.handOver());
            case HostMessage.Near(RegionId region, Set<Long> chunks) ->
                hosted(region).onNear(chunks);
            case HostMessage.RegionIsUp(RegionId region, long itsTick) -> {
                ahead = Math.max(ahead, itsTick - drivenTick);
                reception.onRegionUp(region);
                for (HostedRegion other : regions.values()) {
                    if (!other.region().equals(region)) {
                        other.onRegionUp(region);
                    }
                }
            }
            case HostMessage.NotHere notHere -> reception.onNotHere(notHere);
            case HostMessage.Moved moved -> reception.onMoved(moved);
            case HostMessage.Redirected(RegionId region, long playerId, RegionId to) ->
                hosted(region).onRedirected(playerId, to);
            case HostMessage.AllPassedOn(RegionId region, long playerId) ->
                send(place.plan.receptionOf(playerId), new HostMessage.Settled(playerId, region));
            case HostMessage.Settled settled -> reception.onSettled(settled);
        }
    }

    /** Ends an event: hands out what this host has told itself, and forgets regions that are cold. */
    private void end() {
        while (!toSelf.isEmpty() && !isStopped) {
            handle(toSelf.removeFirst());
        }
        regions.values().removeIf(region -> {
            boolean isDown = isDraining && region.state() == State.DOWN;
            lostAtDrain |= isDown && region.isMissed();
            return isDown || region.isForgettable();
        });
    }

    // ---- poses ----

    private void showPoses() {
        shownPoses.shown.clear();
        for (HostedRegion region : regions.values()) {
            RegionLoop loop = region.loop();
            if (loop != null) {
                loop.addShown(shownPoses.shown);
            }
        }
        if (!shownPoses.shown.isEmpty() && !isStopped) {
            listener.onPoses(tick, shownPoses);
        }
    }

    /** Reused from tick to tick. */
    private static final class ShownPoses implements WorldListener.PoseView {
        private final List<Presence> shown = new ArrayList<>();

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

    private final class Parts implements HostParts {
        @Override
        public WorldStore store() {
            return store;
        }

        @Override
        public WorldListener listener() {
            return listener;
        }

        @Override
        public Tally<WorldCounter> counters() {
            return counters;
        }

        @Override
        public long nextTenure() {
            return ++tenures;
        }

        @Override
        public void toRegion(RegionId region, HostMessage message) {
            send(region, message);
        }

        @Override
        public void toReception(long playerId, HostMessage message) {
            send(place.plan.receptionOf(playerId), message);
        }

        @Override
        public void isUp(RegionId region, long itsTick) {
            for (int host = 0; host < place.plan.hosts(); host++) {
                send(host, new HostMessage.RegionIsUp(region, itsTick));
            }
        }

        @Override
        public void log(RegionId region, RegionInput.Act act) {
            if (!inputLog.log(region, act)) {
                refuse(act.playerId(), act.sessionId(), act.sequence());
            }
        }
    }
}
