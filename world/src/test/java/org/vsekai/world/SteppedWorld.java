package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.vsekai.core.MpscQueue;
import org.vsekai.core.Tally;
import org.vsekai.game.Bounds;
import org.vsekai.game.Terrain;
import org.vsekai.storage.Database;

/**
 * A world without threads: somebody else's clock says when it ticks and when it looks at what the store has answered. The
 * same loop, journal and bounded queue as in production.
 */
public final class SteppedWorld {
    private final World world;
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private final MpscQueue<RegionInput> inputs = new MpscQueue<>(RegionThread.INPUT_QUEUE_CAPACITY);
    private final ArrayDeque<StoreJournal.Outcome> outcomes = new ArrayDeque<>();
    private final RegionLoop loop;
    private boolean drains;

    /**
     * Opens the world, making it where there is none, and takes its region.
     *
     * @param answered told that {@link #onAnswers} has something to do
     */
    public SteppedWorld(Database database, long seed, long tokenSeed, WorldListener listener, Runnable answered) {
        world = World.open(
                database, new WorldOptions(PlayedWorld.NAME, OptionalLong.of(seed), new SeededTokens(tokenSeed)));
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
        RecoveredRegion recovered = RegionRecovery.take(database, keys, world.bounds(), new Terrain(seed));
        StoreJournal journal = new StoreJournal(database, keys, outcome -> {
            outcomes.add(outcome);
            answered.run();
        });
        loop = new RegionLoop(recovered, listener, journal, counters);
    }

    /** Says what was found. */
    public void start() {
        loop.onStart();
    }

    public PlayerDirectory players() {
        return world.players();
    }

    public Bounds bounds() {
        return world.bounds();
    }

    public boolean offer(RegionInput input) {
        return !loop.isOver() && !drains && inputs.offer(input);
    }

    public void onTick(long unixMillis) {
        for (int i = 0; i < RegionThread.MAX_INPUTS_PER_TICK; i++) {
            RegionInput input = inputs.poll();
            if (input == null) {
                break;
            }
            loop.onInput(input);
        }
        if (drains && inputs.size() == 0) {
            loop.onDrain();
        }
        loop.onTick(unixMillis);
    }

    public void onAnswers() {
        while (!outcomes.isEmpty()) {
            outcomes.removeFirst().tell(loop);
        }
    }

    public void drain() {
        drains = true;
    }

    public boolean isDrained() {
        return loop.isDrained();
    }

    public boolean isOver() {
        return loop.isOver();
    }

    public long contentHash() {
        return loop.contentHash();
    }

    public int waitingFrames() {
        return loop.waitingFrames();
    }

    public int waitingInputs() {
        return inputs.size();
    }
}
