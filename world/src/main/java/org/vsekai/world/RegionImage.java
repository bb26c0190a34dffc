package org.vsekai.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.sim.ChunkKey;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/**
 * What is stored of a region, in memory: the pages and avatars of a checkpoint, and the frames after it applied. Confined to
 * one thread; as large as the region.
 *
 * <p>Changes are whole states, so applying frames is idempotent: pages and avatars may be newer than the checkpoint and hold
 * some of the frames already. It comes out right once every frame up to the newest that they hold has been applied. Two
 * things stay the caller's: the pages of one chunk must be of one moment, and so must each avatar.
 */
public final class RegionImage {
    private final Map<Long, EntityState> things = new TreeMap<>();
    private final Map<Long, AvatarState> avatars = new TreeMap<>();
    private final Map<Long, Long> touchedInFrame = new TreeMap<>();
    private final Set<Long> changedChunks = new HashSet<>();
    private long frame;
    private long tick;
    private long nextEntityId;
    private long entityIdLimit;
    private final DealImage deals;

    /** @param checkpoint the pages and avatars to come are at least as new as this */
    public RegionImage(CheckpointRecord checkpoint) {
        frame = checkpoint.getFrame();
        tick = checkpoint.getTick();
        nextEntityId = checkpoint.getNextEntityId();
        entityIdLimit = limit(checkpoint.getEntityIdLimit());
        deals = new DealImage(checkpoint);
    }

    /** A region that holds these things and nothing else, of ids below the first that it may give out. */
    public static RegionImage of(Collection<EntityState> things, long nextEntityId, long entityIdLimit) {
        RegionImage image = new RegionImage(CheckpointRecord.newBuilder()
                .setNextEntityId(nextEntityId)
                .setEntityIdLimit(entityIdLimit)
                .build());
        things.forEach(thing -> image.things.put(thing.id(), thing));
        return image;
    }

    private static long limit(long stored) {
        return stored == 0 ? WorldStore.FIRST_ID_OF_BLOCKS : stored;
    }

    public void addPage(byte[] value) {
        addPage(Records.parse(ChunkPage.parser(), value, "chunk page"));
    }

    /** As {@link #addPage(byte[])}, of a page that has been read. */
    public void addPage(ChunkPage page) {
        page.getEntitiesList().forEach(record -> things.put(record.getId(), Records.entity(record)));
    }

    public void addAvatar(byte[] value) {
        AvatarState avatar = Records.avatar(Records.parse(AvatarRecord.parser(), value, "avatar"));
        avatars.put(avatar.playerId(), avatar);
    }

    /**
     * Applies the next frame.
     *
     * @throws DamagedRecordException when a frame before it is missing, or the record can't be read
     */
    public void apply(long number, byte[] record) {
        apply(number, Records.parse(FrameRecord.parser(), record, "frame " + number));
    }

    /** As {@link #apply(long, byte[])}, of a record that has been read. */
    public void apply(long number, FrameRecord record) {
        if (number != frame + 1) {
            throw new DamagedRecordException("frame " + (frame + 1) + " is missing", null);
        }
        if (record.getNumber() != number) {
            throw new DamagedRecordException(
                    "the record of frame " + number + " is that of frame " + record.getNumber(), null);
        }
        record.getChangesList().forEach(this::applyChange);
        for (AvatarRecord avatar : record.getAvatarsList()) {
            avatars.put(avatar.getPlayerId(), Records.avatar(avatar, recentResults(avatar, record)));
            touchedInFrame.put(avatar.getPlayerId(), number);
        }
        for (Parcel parcel : record.getSentList()) {
            parcel.getCrossing().getAvatarsList().forEach(avatar -> depart(avatar.getPlayerId()));
        }
        deals.apply(record);
        frame = number;
        tick = Math.max(tick, record.getTick());
        nextEntityId = record.getNextEntityId();
        entityIdLimit = limit(record.getEntityIdLimit());
    }

    /**
     * Sets the things back to what they were before the newest frame. Avatars stay as they are.
     *
     * @param before the frame before it
     */
    public void takeBack(FrameRecord newest, FrameRecord before) {
        if (newest.getNumber() != frame || before.getNumber() != frame - 1) {
            throw new DamagedRecordException("frame " + frame + " is the newest, not " + newest.getNumber(), null);
        }
        for (EntityChange change : newest.getChangesList()) {
            if (change.hasAfter()) {
                things.remove(change.getAfter().getId());
            }
            if (change.hasBefore()) {
                things.put(change.getBefore().getId(), Records.entity(change.getBefore()));
            }
        }
        frame = before.getNumber();
        tick = before.getTick();
        nextEntityId = before.getNextEntityId();
        entityIdLimit = limit(before.getEntityIdLimit());
    }

    /** The avatar is another region's from here on. */
    private void depart(long playerId) {
        avatars.remove(playerId);
        touchedInFrame.remove(playerId);
    }

    private void applyChange(EntityChange change) {
        if (change.hasBefore()) {
            markChanged(change.getBefore());
            things.remove(change.getBefore().getId());
        }
        if (change.hasAfter()) {
            markChanged(change.getAfter());
            things.put(change.getAfter().getId(), Records.entity(change.getAfter()));
        }
    }

    static long chunkOf(EntityRecord record) {
        return ChunkKey.at(record.getXMicros(), record.getZMicros());
    }

    private void markChanged(EntityRecord record) {
        changedChunks.add(chunkOf(record));
    }

    /** The results before the frame, and then those of the frame. What is newer than the frame comes again with its own. */
    private List<ActionResult> recentResults(AvatarRecord record, FrameRecord frameRecord) {
        if (record.getRecentResultsCount() > 0) {
            // It came in with this frame, and brought them.
            return record.getRecentResultsList().stream().map(Records::result).toList();
        }
        List<ActionResult> own = new ArrayList<>();
        for (AppliedInput input : frameRecord.getInputsList()) {
            if (input.getPlayerId() == record.getPlayerId()) {
                own.add(Records.result(input.getResult()));
            }
        }
        long cursorBefore = record.getLastAppliedSequence() - own.size();
        AvatarState before = avatars.get(record.getPlayerId());
        List<ActionResult> results = new ArrayList<>();
        if (before != null) {
            before.recentResults().stream()
                    .filter(result -> result.sequence() <= cursorBefore)
                    .forEach(results::add);
        }
        results.addAll(own);
        int surplus = Math.max(0, results.size() - AvatarState.RECENT_RESULTS);
        return List.copyOf(results.subList(surplus, results.size()));
    }

    /**
     * Takes where somebody stands from a record that is at least as new as a frame: poses are in no frame. Does nothing where a
     * later frame has touched the avatar, since that says where it stood then.
     */
    public void takePlace(byte[] avatarValue, long notBeforeFrame) {
        AvatarState place = Records.avatar(Records.parse(AvatarRecord.parser(), avatarValue, "avatar"));
        AvatarState known = avatars.get(place.playerId());
        if (known == null || touchedInFrame.getOrDefault(place.playerId(), 0L) > notBeforeFrame) {
            return;
        }
        avatars.put(place.playerId(), known.at(place.xMicros(), place.yMicros(), place.zMicros()));
    }

    /** The region's time went on to at least this tick, without a frame. */
    public void reachTick(long reached) {
        tick = Math.max(tick, reached);
    }

    /** The newest frame that is in. */
    public long frame() {
        return frame;
    }

    public long tick() {
        return tick;
    }

    public long nextEntityId() {
        return nextEntityId;
    }

    /** The region may give out ids below this one. */
    public long entityIdLimit() {
        return entityIdLimit;
    }

    /** By id, in order. */
    public Collection<EntityState> things() {
        return Collections.unmodifiableCollection(things.values());
    }

    public @Nullable EntityState thing(long id) {
        return things.get(id);
    }

    /** By player, in order. */
    public Collection<AvatarState> avatars() {
        return Collections.unmodifiableCollection(avatars.values());
    }

    public @Nullable AvatarState avatar(long playerId) {
        return avatars.get(playerId);
    }

    /** What is open of transactions over several regions. */
    public OpenDeals deals() {
        return deals.open();
    }

    /** Items that parties of open transactions have handed over, and that are in nobody's inventory until it is decided. */
    public Items escrow() {
        return deals.escrow();
    }

    /** Whose avatars open transactions concern. */
    Set<Long> playersOfDeals() {
        return deals.playerIds();
    }

    /** Chunks that the applied frames have changed. */
    Set<Long> changedChunks() {
        return Collections.unmodifiableSet(changedChunks);
    }

    /** Players whose avatars the applied frames have touched, and not sent away. */
    public Set<Long> changedPlayers() {
        return Collections.unmodifiableSet(touchedInFrame.keySet());
    }

    /**
     * The image as a checkpoint at its newest frame: every pair of the region but its frames, head and epoch, and the avatars.
     *
     * @param oldestFrame the oldest frame record that is kept beside it
     */
    public List<KeyValue> asCheckpoint(WorldKeys keys, long oldestFrame) {
        List<KeyValue> pairs = new ArrayList<>();
        Map<Long, List<EntityRecord>> chunks = new TreeMap<>();
        for (EntityState thing : things.values()) {
            chunks.computeIfAbsent(ChunkKey.at(thing.xMicros(), thing.zMicros()), chunk -> new ArrayList<>())
                    .add(Records.entity(thing));
        }
        chunks.forEach((chunk, records) -> {
            List<byte[]> pages = Checkpointer.pages(records);
            for (int page = 0; page < pages.size(); page++) {
                pairs.add(new KeyValue(keys.page(ChunkKey.x(chunk), ChunkKey.z(chunk), page), pages.get(page)));
            }
        });
        for (AvatarState avatar : avatars.values()) {
            pairs.add(new KeyValue(
                    keys.avatar(avatar.playerId()),
                    Records.avatar(avatar, keys.regionId()).toByteArray()));
        }
        CheckpointRecord.Builder checkpoint = CheckpointRecord.newBuilder()
                .setFrame(frame)
                .setTick(tick)
                .setNextEntityId(nextEntityId)
                .setEntityIdLimit(entityIdLimit)
                .setOldestFrame(oldestFrame);
        deals.addTo(checkpoint);
        pairs.add(new KeyValue(keys.checkpoint(), checkpoint.build().toByteArray()));
        return pairs;
    }
}
