package org.vsekai.world.history;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;
import org.vsekai.world.v1.Parcel;

/**
 * Gathers what a segment's frames are about: whoever acts in one, is touched by it or has a part in a transaction, whatever it
 * changes or somebody aims at, and the chunks in which that is. A pure function of the frames. Confined to one thread.
 */
public final class SegmentIndex implements DealMentions.Sink {
    /** Of what is gathered; an index of an earlier one says less. */
    public static final int VERSION = 1;

    private final RegionId region;
    private final int version;
    private final HistoryIndex.Builder index = HistoryIndex.newBuilder();
    private final SortedSet<Long> players = new TreeSet<>();
    private final SortedSet<Long> entities = new TreeSet<>();
    private long chunks;
    private boolean isBeyond;

    private SegmentIndex(RegionId region, int version) {
        this.region = region;
        this.version = version;
    }

    /** The index of some frames, at least one. */
    public static HistoryIndex of(RegionId region, List<FrameRecord> frames) {
        return of(region, frames, VERSION);
    }

    /** As a build of some version has made it. */
    public static HistoryIndex of(RegionId region, List<FrameRecord> frames, int version) {
        SegmentIndex gathered = new SegmentIndex(region, version);
        frames.forEach(gathered::add);
        return gathered.build();
    }

    private void add(FrameRecord frame) {
        if (index.getFirstFrame() == 0) {
            index.setFirstFrame(frame.getNumber()).setFromTick(frame.getTick());
        }
        index.setLastFrame(frame.getNumber()).setToTick(Math.max(index.getToTick(), frame.getTick()));
        index.setRecordBytes(index.getRecordBytes() + frame.getSerializedSize());
        long millis = frame.getUnixMillis();
        if (millis != 0) {
            long from = index.getFromUnixMillis();
            index.setFromUnixMillis(from == 0 ? millis : Math.min(from, millis))
                    .setToUnixMillis(Math.max(index.getToUnixMillis(), millis));
        }
        frame.getChangesList().forEach(this::add);
        frame.getAvatarsList().forEach(this::add);
        frame.getInputsList().forEach(this::add);
        players.addAll(frame.getJoinedPlayerIdsList());
        players.addAll(frame.getLeftPlayerIdsList());
        frame.getSentList().forEach(this::add);
        if (version >= 1) {
            new DealMentions(this).add(frame);
        }
    }

    @Override
    public void player(long id) {
        if (id > 0) {
            players.add(id);
        }
    }

    @Override
    public void entity(long id) {
        addIfAny(id);
    }

    @Override
    public void place(long xMicros, long zMicros) {
        addPlace(xMicros, zMicros);
    }

    private void add(EntityChange change) {
        if (change.hasBefore()) {
            add(change.getBefore());
        }
        if (change.hasAfter()) {
            add(change.getAfter());
        }
    }

    private void add(EntityRecord entity) {
        entities.add(entity.getId());
        addPlace(entity.getXMicros(), entity.getZMicros());
    }

    private void add(AvatarRecord avatar) {
        players.add(avatar.getPlayerId());
        entities.add(avatar.getEntityId());
        addPlace(avatar.getXMicros(), avatar.getZMicros());
    }

    private void add(AppliedInput input) {
        players.add(input.getPlayerId());
        addIfAny(input.getResult().getEntityId());
        addIfAny(input.getHarvest().getTargetId());
        addIfAny(input.getInteract().getTargetId());
    }

    private void addIfAny(long entity) {
        if (entity > 0) { // A client may aim at anything.
            entities.add(entity);
        }
    }

    private void add(Parcel parcel) {
        parcel.getCrossing().getAvatarsList().forEach(this::add);
        parcel.getCrossing().getThingsList().forEach(this::add);
    }

    private void addPlace(long xMicros, long zMicros) {
        long bit = chunkBit(region, ChunkKey.at(xMicros, zMicros));
        chunks |= bit;
        isBeyond |= bit == 0;
    }

    /** The bit of a chunk in {@link HistoryIndex#getChunks}, 0 for one of another region. */
    static long chunkBit(RegionId region, long chunk) {
        if (!RegionId.ofChunk(chunk).equals(region)) {
            return 0;
        }
        int side = Units.CHUNKS_PER_REGION_SIDE;
        int x = Math.floorMod(ChunkKey.x(chunk), side);
        int z = Math.floorMod(ChunkKey.z(chunk), side);
        return 1L << (z * side + x);
    }

    private HistoryIndex build() {
        return index.setVersion(version)
                .setChunks(chunks)
                .setIsBeyond(isBeyond)
                .addAllPlayerIdSteps(IdSteps.of(players))
                .addAllEntityIdSteps(IdSteps.of(entities))
                .build();
    }

    // ---- what an index answers: no only where it is certain ----

    private static boolean isOlder(HistoryIndex index) {
        return index.getVersion() < VERSION;
    }

    public static boolean mentionsPlayer(HistoryIndex index, long playerId) {
        return isOlder(index) || IdSteps.contains(index.getPlayerIdStepsList(), playerId);
    }

    public static boolean mentionsEntity(HistoryIndex index, long entityId) {
        return isOlder(index) || IdSteps.contains(index.getEntityIdStepsList(), entityId);
    }

    /** @param region whose index it is */
    public static boolean mentionsChunk(HistoryIndex index, RegionId region, long chunk) {
        long bit = chunkBit(region, chunk);
        if (isOlder(index)) {
            return true;
        }
        return bit == 0 ? index.getIsBeyond() : (index.getChunks() & bit) != 0;
    }
}
