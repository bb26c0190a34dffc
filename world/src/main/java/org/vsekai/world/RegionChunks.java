package org.vsekai.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vsekai.core.Check;
import org.vsekai.game.Avatar;
import org.vsekai.game.Rules;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

/**
 * The chunks of a region that is up: carries out what {@link Residency} decides, and tells it who is near. Confined to the
 * region's thread.
 */
final class RegionChunks implements Residency.Chunks {
    /** Chunks around somebody that are kept in memory: as many as a client is shown, and one more. */
    static final int RADIUS_CHUNKS = 5;

    /** What a demand lasts: it is renewed several times a second while somebody is near. */
    private static final int DEMAND_TICKS = 60;

    private final RegionParts parts;
    private final RegionId region;
    private final long epoch;
    private final EntityTable things;
    private final Residency residency;

    /** What the store has brought and the region has not taken in yet. */
    private final Map<Long, Brought> brought = new HashMap<>();

    private record Brought(ChunkColumns columns, int pageCount) {}

    RegionChunks(RegionParts parts, RecoveredRegion recovered) {
        this.parts = parts;
        region = recovered.region();
        epoch = recovered.epoch();
        things = parts.realm().things();
        residency = new Residency(region, this, Residency.Policy.DEFAULT);
        things.forEachChunk(
                chunk -> residency.onRecovered(chunk, recovered.dirtyChunks().contains(chunk) ? recovered.frame() : 0));
    }

    // ---- events ----

    void onRead(long chunk, ChunkColumns columns, int pageCount) {
        brought.put(chunk, new Brought(columns, pageCount));
        residency.onLoaded(chunk, columns.size());
    }

    void onNotRead(long chunk) {
        parts.counters().count(WorldCounter.CHUNK_LOADS_FAILED);
        residency.onLoadFailed(chunk);
    }

    /** People are near, in these chunks, which may be of other regions. */
    void onNear(Set<Long> centres) {
        centres.stream().sorted().forEach(centre -> residency.demandAround(centre, RADIUS_CHUNKS, DEMAND_TICKS));
    }

    void onTick() {
        residency.onTick();
    }

    /** Chunks that nobody uses go after so many ticks, where memory is short. */
    void onWarmTicks(long ticks) {
        residency.onWarmTicks(ticks);
    }

    /** Somebody wants to see a chunk of the region. Whether it is in memory. */
    boolean isShowable(long chunk) {
        residency.demand(chunk, DEMAND_TICKS);
        return residency.isResident(chunk);
    }

    /** A frame has changed something in a chunk. */
    void onChanged(long chunk, long frame) {
        residency.onChanged(chunk, frame);
    }

    void onCheckpointDurable(long frame) {
        residency.onCheckpointDurable(frame);
    }

    // ---- what can be asked ----

    /** Whether all of the region that an action of this avatar can reach is in memory. */
    boolean isReadyFor(Avatar avatar) {
        return isReadyAt(avatar.xMicros(), avatar.zMicros());
    }

    /** Whether a place, and all of the region that is near it, is in memory; if not, it is asked for. */
    boolean isReadyAt(long xMicros, long zMicros) {
        long centre = ChunkKey.at(xMicros, zMicros);
        boolean isReady = true;
        for (int dx = -Rules.VICINITY_CHUNKS; dx <= Rules.VICINITY_CHUNKS; dx++) {
            for (int dz = -Rules.VICINITY_CHUNKS; dz <= Rules.VICINITY_CHUNKS; dz++) {
                long chunk = ChunkKey.of(ChunkKey.x(centre) + dx, ChunkKey.z(centre) + dz);
                if (RegionId.ofChunk(chunk).equals(region)) {
                    isReady &= isShowable(chunk);
                }
            }
        }
        return isReady;
    }

    /** Adds the chunks that may be let go of now. */
    void addIdle(List<Residency.Idle> idle) {
        residency.addIdle(idle);
    }

    // ---- what residency decides ----

    @Override
    public void load(long chunk) {
        parts.office().readChunk(chunk, epoch);
    }

    @Override
    public void insert(long chunk) {
        Brought arrived = brought.remove(chunk);
        if (arrived == null) {
            throw new Check.BrokenInvariant("what is taken in was brought: " + chunk);
        }
        parts.counters().count(WorldCounter.CHUNKS_LOADED);
        things.attach(arrived.columns);
        parts.checkpointer().onLoaded(chunk, arrived.pageCount);
    }

    @Override
    public void letGo(long chunk, boolean isEarly) {
        parts.counters().count(WorldCounter.CHUNKS_LET_GO);
        if (isEarly) {
            parts.counters().count(WorldCounter.CHUNKS_LET_GO_EARLY);
        }
        things.detach(chunk);
        parts.checkpointer().onLetGo(chunk);
    }

    @Override
    public int entities(long chunk) {
        return things.sizeOfChunk(chunk);
    }

    @Override
    public long bytes(long chunk) {
        return things.bytesOfChunk(chunk);
    }
}
