package org.vsekai.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.v1.Parcel;

/**
 * The ownership of one region, as a state machine: cold, being taken, up, being let go, or down until it is taken again. What
 * comes while it is not up waits, as far as it must not be lost: who enters and leaves, parcels, and what other regions hand on;
 * actions go to the input log. Confined to the host's thread.
 */
final class HostedRegion implements RegionOffice {
    /** From the last reason to have the region until it is let go: half a minute of ticks that were run. */
    static final int IDLE_TICKS = 30 * 60;

    /** From going down until it is taken again, the first time: a second. It doubles each time that no commit has succeeded since. */
    static final int FIRST_BACKOFF_TICKS = 60;

    /**
     * Up to two seconds for a region that was lost, to another owner or because its commit failed: it was well when it was taken,
     * and whoever is in it shall not wait long once all is well again.
     */
    private static final int MOST_DOUBLINGS_WHEN_LOST = 1;

    /** Up to a minute for one that could not be taken, which the store has tried for long, or that has a fault: it may have it again. */
    private static final int MOST_DOUBLINGS_WHEN_BROKEN = 6;

    private static final Logger LOG = LoggerFactory.getLogger(HostedRegion.class);

    enum State {
        COLD,
        TAKING,
        UP,
        LETTING_GO,
        /** It has met what can't be, and the store is asked whose it is. */
        IN_DOUBT,
        /** It can't go on as it is: fenced, or its commit could not be settled, or it could not be taken. */
        DOWN
    }

    /** @param epoch of the loop in which it came up */
    private record Fault(Throwable cause, long epoch) {}

    private record WaitingParcel(Parcel parcel, Sessions sessions) {}

    private final RegionId region;
    private final HostParts host;
    private State state = State.COLD;
    private long tenure;
    private @Nullable RegionLoop loop;
    private @Nullable Fault fault;
    private long tick;
    private int idleTicks;
    private long retryTick;
    private int failures;
    private boolean isWanted;

    /** Whether somebody may have been in it when it went down, whose inputs were not durable. */
    private boolean hadPeople;

    private boolean isDraining;

    /** Whether the inbox may hold more than what was read, or delivered, while the region was being taken. */
    private boolean mustReadInbox;

    private final List<RegionInput> waitingInputs = new ArrayList<>();
    private final List<WaitingParcel> waitingParcels = new ArrayList<>();
    private final List<HandOver> waitingHandOvers = new ArrayList<>();
    private final List<LoggedInput> waitingLogged = new ArrayList<>();

    /** Players who have gone on to another region, until their reception knows. */
    private final Map<Long, RegionId> forwards = new HashMap<>();

    HostedRegion(RegionId region, HostParts host, long tick) {
        this.region = region;
        this.host = host;
        this.tick = tick;
    }

    // ---- what can be asked ----

    RegionId region() {
        return region;
    }

    State state() {
        return state;
    }

    long tenure() {
        return tenure;
    }

    /** The loop of a region that is up or being let go. */
    @Nullable
    RegionLoop loop() {
        return loop;
    }

    /** Cold, and nothing is to be remembered: while all stops, whoever still wants it waits in vain. */
    boolean isForgettable() {
        return state == State.COLD && (isDraining || (!isWanted && forwards.isEmpty()));
    }

    /** Whether it is down, and somebody waits for what it can't do any more. */
    boolean isMissed() {
        return state == State.DOWN && (hadPeople || !waitingInputs.isEmpty() || !waitingHandOvers.isEmpty());
    }

    // ---- reasons ----

    /** There is a reason to have the region. */
    void want() {
        idleTicks = 0;
        switch (state) {
            case COLD -> take();
            case LETTING_GO -> isWanted = true;
            case TAKING, UP, IN_DOUBT, DOWN -> {}
        }
    }

    private void take() {
        isWanted = false;
        if (isDraining) {
            return;
        }
        state = State.TAKING;
        tenure = host.nextTenure();
        host.store().take(region, tenure);
    }

    // ---- from receptions and other regions ----

    void onInput(RegionInput input) {
        switch (input) {
            case RegionInput.ShowChunk show -> want();
            case RegionInput.Join join -> want();
            case RegionInput.Leave leave -> {}
            case RegionInput.Move move -> {}
            case RegionInput.Act act -> {}
        }
        RegionId next = playerOf(input) == 0 ? null : forwards.get(playerOf(input));
        if (next != null) {
            host.toRegion(next, new HostMessage.Input(next, input));
        } else if (state == State.UP) {
            run(up -> up.onInput(input));
        } else {
            await(input);
        }
    }

    private static long playerOf(RegionInput input) {
        return switch (input) {
            case RegionInput.Join join -> join.playerId();
            case RegionInput.Leave leave -> leave.playerId();
            case RegionInput.Move move -> move.playerId();
            case RegionInput.Act act -> act.playerId();
            case RegionInput.ShowChunk show -> 0;
        };
    }

    private void await(RegionInput input) {
        switch (input) {
            case RegionInput.Join join -> {
                waitingInputs.removeIf(waiting -> playerOf(waiting) == join.playerId());
                waitingInputs.add(join);
            }
            case RegionInput.Leave leave -> {
                boolean wasWaiting = waitingInputs.removeIf(waiting -> waiting instanceof RegionInput.Join join
                        && join.playerId() == leave.playerId()
                        && join.sessionId() == leave.sessionId());
                if (!wasWaiting && isHandedOn(leave.playerId())) {
                    waitingInputs.add(leave);
                }
            }
            case RegionInput.Act act -> host.log(region, act);
            case RegionInput.Move move -> host.counters().count(WorldCounter.POSES_WHILE_DOWN);
            case RegionInput.ShowChunk show -> host.counters().count(WorldCounter.CHUNKS_NOT_SHOWN);
        }
    }

    private boolean isHandedOn(long playerId) {
        return waitingHandOvers.stream().anyMatch(handOver -> handOver.playerId() == playerId);
    }

    void onDelivered(Parcel parcel, Sessions sessions) {
        want();
        switch (state) {
            case UP -> run(up -> up.onDelivered(parcel, sessions));
            case TAKING -> {
                if (waitingParcels.size() < Inbox.CAPACITY) {
                    waitingParcels.add(new WaitingParcel(parcel, sessions));
                } else {
                    mustReadInbox = true;
                    host.counters().count(WorldCounter.PARCELS_LEFT_IN_STORE);
                }
            }
            // It is in the store, which is read when the region is taken.
            case COLD, LETTING_GO, IN_DOUBT, DOWN -> {}
        }
    }

    /** The inbox holds parcels, of which nobody may have told. */
    void onParcelsWait() {
        want();
        switch (state) {
            case UP -> run(RegionLoop::onParcelsWait);
            case TAKING -> mustReadInbox = true;
            case COLD, LETTING_GO, IN_DOUBT, DOWN -> {}
        }
    }

    void onAdopted(long playerId, RegionId by) {
        if (state == State.UP) {
            run(up -> up.onAdopted(playerId, by));
        }
    }

    void onHandedOn(HandOver handOver) {
        want();
        forwards.remove(handOver.playerId());
        if (state == State.UP) {
            run(up -> up.onHandOver(handOver));
        } else {
            waitingHandOvers.removeIf(waiting -> waiting.playerId() == handOver.playerId());
            waitingHandOvers.add(handOver);
        }
    }

    void onRegionUp(RegionId other) {
        if (state == State.UP) {
            run(up -> up.onRegionUp(other));
        }
    }

    /** The reception sends a player's inputs elsewhere from now on. */
    void onRedirected(long playerId, RegionId to) {
        if (to.equals(forwards.get(playerId))) {
            forwards.remove(playerId);
        }
        host.toRegion(to, new HostMessage.AllPassedOn(to, playerId));
    }

    void onLogged(LoggedInput input) {
        if (state == State.UP) {
            run(up -> up.onLogged(input));
        } else if (waitingLogged.size() < AvatarState.RECENT_RESULTS) {
            waitingLogged.add(input);
        }
        // Beyond that it is read from the log with its player.
    }

    /** People in other regions are near, in these chunks. */
    void onNear(Set<Long> centres) {
        want();
        if (state == State.UP) {
            run(up -> up.onNear(centres));
        }
    }

    // ---- from the store ----

    void onTaken(RecoveredRegion recovered) {
        Check.that(state == State.TAKING, "the region was being taken");
        if (isDraining) {
            state = State.COLD;
            return;
        }
        state = State.UP;
        idleTicks = 0;
        host.counters().count(WorldCounter.REGIONS_TAKEN);
        loop = new RegionLoop(recovered, host.listener(), this, host.store().journal(region, tenure), host.counters());
        run(RegionLoop::onStart);
        host.isUp(region, recovered.tick());
        recovered.receivers().forEach(receiver -> host.toRegion(receiver, new HostMessage.ParcelsWait(receiver)));
        if (mustReadInbox) {
            mustReadInbox = false;
            run(RegionLoop::onParcelsWait);
        }
        waitingParcels.forEach(waiting -> run(up -> up.onDelivered(waiting.parcel, waiting.sessions)));
        waitingParcels.clear();
        waitingHandOvers.forEach(handOver -> run(up -> up.onHandOver(handOver)));
        waitingHandOvers.clear();
        waitingInputs.forEach(input -> run(up -> up.onInput(input)));
        waitingInputs.clear();
        waitingLogged.forEach(input -> run(up -> up.onLogged(input)));
        waitingLogged.clear();
    }

    void onFailed(String why) {
        if (fault != null) {
            goDown(fault);
        } else {
            goDown(why, MOST_DOUBLINGS_WHEN_BROKEN);
        }
    }

    /** Whose the region is. Of an owner that was not told that there is another, what can't be is no fault. */
    void onEpochRead(long storedEpoch) {
        Fault doubted = Objects.requireNonNull(fault, "the store is asked when there is a fault");
        if (doubted.epoch == storedEpoch) {
            goDown(doubted);
        } else {
            fault = null;
            goDown(RegionLoop.fenced(doubted.epoch, storedEpoch), MOST_DOUBLINGS_WHEN_LOST);
        }
    }

    void onOutcome(StoreJournal.Outcome outcome) {
        run(outcome::tell);
        settle();
        if (outcome instanceof StoreJournal.Outcome.Committed && loop != null) {
            failures = 0;
        }
    }

    /** Something that the loop has asked for. */
    void onAnswer(Consumer<RegionLoop> answer) {
        run(answer);
    }

    // ---- time ----

    void onTick(long worldTick, long unixMillis) {
        tick = worldTick;
        switch (state) {
            case UP, LETTING_GO -> {
                idleTicks++;
                // The owner before may have been ahead of this server's clock, which is raised with the next tick.
                run(running -> {
                    if (worldTick > running.tick()) {
                        running.onTick(worldTick, unixMillis);
                    }
                });
                settle();
            }
            case DOWN -> {
                if (tick >= retryTick) {
                    take();
                }
            }
            case COLD, TAKING, IN_DOUBT -> {}
        }
    }

    /** Looks whether the loop has stopped or is drained, or has had no reason to go on for long enough. */
    private void settle() {
        RegionLoop settled = loop;
        if (settled == null) {
            return;
        }
        String why = settled.whyStopped();
        if (why != null) {
            goDown(why, MOST_DOUBLINGS_WHEN_LOST);
        } else if (settled.isDrained()) {
            letGo();
        } else if (state == State.UP) {
            if (!settled.isIdle()) {
                idleTicks = 0;
            } else if (idleTicks >= IDLE_TICKS) {
                settled.onDrain();
                state = State.LETTING_GO;
            }
        }
    }

    private void letGo() {
        loop = null;
        state = State.COLD;
        host.counters().count(WorldCounter.REGIONS_LET_GO);
        if (isWanted || !waitingInputs.isEmpty() || !waitingHandOvers.isEmpty()) {
            take();
        }
    }

    /** Makes durable what was taken in, and lets go. */
    void onDrain() {
        isDraining = true;
        if (state == State.UP && loop != null) {
            loop.onDrain();
            state = State.LETTING_GO;
        }
    }

    private void goDown(Fault certain) {
        fault = null;
        LOG.error("region {} has a fault", region, certain.cause);
        goDown("a fault of the program: " + certain.cause, MOST_DOUBLINGS_WHEN_BROKEN);
    }

    private void goDown(String why, int mostDoublings) {
        boolean wasUp = state == State.UP || state == State.LETTING_GO || state == State.IN_DOUBT;
        hadPeople = wasUp && (loop == null || !loop.present().isEmpty());
        loop = null;
        state = State.DOWN;
        retryTick = tick + ((long) FIRST_BACKOFF_TICKS << Math.min(failures, mostDoublings));
        failures++;
        host.counters().count(WorldCounter.REGIONS_DOWN);
        LOG.warn("region {} is down, and will be taken again: {}", region, why);
        if (wasUp || failures == 1) {
            host.listener().onRegionDown(region, why);
        }
    }

    /** Whatever goes wrong in a region takes that region down, and no other. */
    @SuppressWarnings("CatchingUnchecked")
    private void run(Consumer<RegionLoop> event) {
        RegionLoop running = loop;
        if (running == null) {
            return;
        }
        try {
            event.accept(running);
        } catch (RuntimeException | StackOverflowError cause) {
            loop = null;
            state = State.IN_DOUBT;
            fault = new Fault(cause, running.epoch());
            host.store().readEpoch(region, tenure);
        }
    }

    // ---- what the loop asks ----

    @Override
    public void readAvatar(long playerId) {
        host.store().readAvatar(region, tenure, playerId);
    }

    @Override
    public void takeIds() {
        host.store().takeIds(region, tenure);
    }

    @Override
    public void readChunk(long chunk, long epoch) {
        host.store().readChunk(region, tenure, chunk, epoch);
    }

    @Override
    public void readInbox() {
        host.store().readInbox(region, tenure);
    }

    @Override
    public void deliver(Parcel parcel, Sessions sessions) {
        RegionId receiver = Records.region(parcel.getReceiver());
        host.toRegion(receiver, new HostMessage.Delivered(receiver, parcel, sessions));
    }

    @Override
    public void adopted(RegionId from, long playerId) {
        host.toRegion(from, new HostMessage.Adopted(from, playerId, region));
    }

    @Override
    public void handOn(RegionId to, HandOver handOver) {
        forwards.put(handOver.playerId(), to);
        host.toRegion(to, new HostMessage.HandedOn(to, handOver));
        host.toReception(handOver.playerId(), new HostMessage.Moved(handOver.playerId(), region, to));
    }

    @Override
    public void notHere(long playerId, long sessionId, RegionId home) {
        host.toReception(playerId, new HostMessage.NotHere(playerId, sessionId, home));
    }
}
