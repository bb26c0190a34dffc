package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.vsekai.core.Check;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

/**
 * Which chunks of a region are in memory, as a pure state machine: who is near, what the store brings and what is durable come
 * in as method calls; what to load and what to let go of goes out through {@link Chunks}, only ever in {@link #onTick}.
 *
 * <ul>
 *   <li><b>Hot</b>: asked for, because somebody is near. Never let go of.
 *   <li><b>Warm</b>: in memory and not asked for any more. Let go of once nothing has happened there for a while, which is
 *       shorter where memory is short ({@link #onWarmTicks}).
 *   <li><b>Cold</b>: in the store alone. <em>A cold chunk has no change that is not in a durable checkpoint</em>, so its pages
 *       may be read at any time, and nothing of it is kept here.
 * </ul>
 *
 * What the store brings waits until a tick has room for it, so that no tick takes longer because many chunks come at once.
 * Time is the ticks that were run: what the world's time leaps over, nobody had occasion to ask in, and nothing is let go for it.
 * Confined to the region's thread. Some 60 bytes for each chunk in memory.
 */
final class Residency {
    enum Tier {
        HOT,
        WARM,
        COLD
    }

    /**
     * @param warmTicks how long a chunk that nobody asks for stays, from the last demand or change
     * @param maxLoads how many loads may be under way
     * @param entitiesPerTick how many entities a tick takes in, and lets go of; one chunk, however large, always goes
     * @param retryTicks from a failed load to the next try
     */
    record Policy(int warmTicks, int maxLoads, int entitiesPerTick, int retryTicks) {
        static final Policy DEFAULT = new Policy(60 * 60, 16, 2_000, 30);
    }

    /** What is done with chunks. Called in {@link Residency#onTick} alone. */
    interface Chunks {
        /** Asks the store for a chunk; {@link Residency#onLoaded} or {@link Residency#onLoadFailed} follows, in a later call. */
        void load(long chunk);

        /** Takes what the store has brought into the region. */
        void insert(long chunk);

        /**
         * Forgets a chunk, all of which is in a durable checkpoint.
         *
         * @param isEarly whether it would have stayed, if memory were not short
         */
        void letGo(long chunk, boolean isEarly);

        /** How many entities a chunk that is in memory has now. */
        int entities(long chunk);

        /** What a chunk that is in memory takes of it. */
        long bytes(long chunk);
    }

    /**
     * A chunk that may be let go of at any time.
     *
     * @param ticks for how long nobody has used it
     */
    record Idle(long ticks, long bytes) {}

    private enum Phase {
        /** Asked for, and not yet of the store. */
        WANTED,
        /** The store will answer. */
        LOADING,
        /** Brought by the store, and not yet in the region. */
        ARRIVED,
        RESIDENT
    }

    private static final class Slot {
        final long chunk;
        Phase phase;
        /** Hot below this tick. */
        long hotUntil;
        /** The last tick in which something changed there. */
        long activeTick;
        /** Not to be asked of the store before this tick. */
        long retryTick;
        /** The newest frame that changed the chunk, 0 for none since it was loaded. */
        long changedInFrame;
        /** Once it has arrived, and until it is in the region. */
        int arrivedEntities;

        Slot(long chunk, Phase phase) {
            this.chunk = chunk;
            this.phase = phase;
        }

        long lastUseTick() {
            return Math.max(hotUntil, activeTick);
        }
    }

    private final RegionId region;
    private final Chunks chunks;
    private final Policy policy;
    private final Map<Long, Slot> slots = new TreeMap<>();
    private final List<Slot> wanted = new ArrayList<>();
    private final Queue<Slot> arrived = new ArrayDeque<>();
    private long warmTicks;
    private long checkpointedFrame;
    private int loading;

    /** How many ticks have been run. */
    private long tick;

    /** Of a region that has just been taken: all of it is cold. */
    Residency(RegionId region, Chunks chunks, Policy policy) {
        this.region = region;
        this.chunks = chunks;
        this.policy = policy;
        warmTicks = policy.warmTicks();
    }

    // ---- events ----

    /**
     * Recovery has brought a chunk. Before the first tick.
     *
     * @param changedInFrame the newest frame that may have changed it since the checkpoint; 0 for none
     */
    void onRecovered(long chunk, long changedInFrame) {
        Check.that(slots.put(chunk, new Slot(chunk, Phase.RESIDENT)) == null, "a chunk is recovered once", chunk);
        onChanged(chunk, changedInFrame);
    }

    /** Somebody needs a chunk of the region for so many ticks; what they said before stands where it is longer. */
    void demand(long chunk, int forTicks) {
        Check.that(RegionId.ofChunk(chunk).equals(region), "a chunk is of the region", chunk);
        Slot slot = slots.get(chunk);
        if (slot == null) {
            slot = new Slot(chunk, Phase.WANTED);
            slots.put(chunk, slot);
            wanted.add(slot);
        }
        slot.hotUntil = Math.max(slot.hotUntil, tick + forTicks);
    }

    /**
     * Somebody needs what is near, for so many ticks: the chunks of this region at most so many chunks from a centre, which may lie
     * in another region; the nearest first.
     */
    void demandAround(long centreChunk, int radiusChunks, int forTicks) {
        for (int ring = 0; ring <= radiusChunks; ring++) {
            for (int dx = -ring; dx <= ring; dx++) {
                int step = Math.abs(dx) == ring ? 1 : 2 * ring;
                for (int dz = -ring; dz <= ring; dz += step) {
                    long chunk = ChunkKey.of(ChunkKey.x(centreChunk) + dx, ChunkKey.z(centreChunk) + dz);
                    if (RegionId.ofChunk(chunk).equals(region)) {
                        demand(chunk, forTicks);
                    }
                }
            }
        }
    }

    /** The store has brought a chunk. */
    void onLoaded(long chunk, int entities) {
        Slot slot = loadingSlot(chunk);
        slot.phase = Phase.ARRIVED;
        slot.arrivedEntities = entities;
        arrived.add(slot);
    }

    /** The store could not bring a chunk, for a reason that may pass: it is asked again, if somebody still needs it then. */
    void onLoadFailed(long chunk) {
        Slot slot = loadingSlot(chunk);
        slot.phase = Phase.WANTED;
        slot.retryTick = tick + policy.retryTicks();
        wanted.add(slot);
    }

    /** A frame has changed something in a chunk, which must be in memory. */
    void onChanged(long chunk, long frame) {
        Slot slot = slots.get(chunk);
        if (slot == null || slot.phase != Phase.RESIDENT) {
            throw new Check.BrokenInvariant("only a chunk in memory changes: " + chunk);
        }
        slot.changedInFrame = frame;
        slot.activeTick = tick;
    }

    /** A checkpoint is durable that shows everything up to a frame. */
    void onCheckpointDurable(long frame) {
        checkpointedFrame = Math.max(checkpointedFrame, frame);
    }

    /** Chunks that nobody uses go after so many ticks from now on, if that is less than the policy's. */
    void onWarmTicks(long ticks) {
        warmTicks = Math.min(ticks, policy.warmTicks());
    }

    /** A tick: asks for chunks, takes in what has come, lets go of what nobody needs. */
    void onTick() {
        tick++;
        insertArrived();
        startLoads();
        letGo();
    }

    // ---- what can be asked ----

    Tier tier(long chunk) {
        Slot slot = slots.get(chunk);
        if (slot == null || slot.phase != Phase.RESIDENT) {
            return Tier.COLD;
        }
        return slot.hotUntil > tick ? Tier.HOT : Tier.WARM;
    }

    boolean isResident(long chunk) {
        return tier(chunk) != Tier.COLD;
    }

    /** Adds the chunks that may be let go of now. */
    void addIdle(List<Idle> idle) {
        for (Slot slot : slots.values()) {
            if (mayGo(slot)) {
                idle.add(new Idle(idleTicks(slot), chunks.bytes(slot.chunk)));
            }
        }
    }

    /** Chunks that are asked for and not yet in memory. */
    int awaited() {
        return wanted.size() + loading + arrived.size();
    }

    // ---- the tick ----

    private void insertArrived() {
        int room = policy.entitiesPerTick();
        while (room > 0 && !arrived.isEmpty()) {
            Slot slot = arrived.remove();
            slot.phase = Phase.RESIDENT;
            slot.activeTick = tick;
            room -= Math.max(1, slot.arrivedEntities);
            chunks.insert(slot.chunk);
        }
    }

    private void startLoads() {
        wanted.removeIf(slot -> {
            if (slot.hotUntil <= tick) {
                slots.remove(slot.chunk);
                return true;
            }
            if (loading == policy.maxLoads() || slot.retryTick > tick) {
                return false;
            }
            slot.phase = Phase.LOADING;
            loading++;
            chunks.load(slot.chunk);
            return true;
        });
    }

    private void letGo() {
        List<Slot> idle = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (mayGo(slot) && idleTicks(slot) >= warmTicks) {
                idle.add(slot);
            }
        }
        idle.sort(Comparator.comparingLong(Slot::lastUseTick));
        int room = policy.entitiesPerTick();
        for (Slot slot : idle) {
            if (room <= 0) {
                break;
            }
            room -= Math.max(1, chunks.entities(slot.chunk));
            slots.remove(slot.chunk);
            chunks.letGo(slot.chunk, idleTicks(slot) < policy.warmTicks());
        }
    }

    private long idleTicks(Slot slot) {
        return tick - slot.lastUseTick();
    }

    private boolean mayGo(Slot slot) {
        return slot.phase == Phase.RESIDENT && slot.hotUntil <= tick && slot.changedInFrame <= checkpointedFrame;
    }

    private Slot loadingSlot(long chunk) {
        Slot slot = slots.get(chunk);
        if (slot == null || slot.phase != Phase.LOADING) {
            throw new Check.BrokenInvariant("the store answers what it was asked: " + chunk);
        }
        loading--;
        return slot;
    }
}
