package org.vsekai.spec.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.Parcel;

/**
 * What a committed transaction means: the events that it is, from the keys that it changed ({@code
 * docs/adr/0004-frames-and-checkpoints.md} has them) and the records under them.
 */
final class CommitReader {
    private final Subspace world;

    /** Regions whose first checkpoint was seen: a region is made once. */
    private final Set<String> madeRegions = new HashSet<>();

    /** Those that frames have told of, and those that came from elsewhere. */
    private final Set<Long> knownPlayers = new HashSet<>();

    /**
     * @param begun the things of regions that the transaction made
     * @param arrived avatars of which no commit of a region has told: they come from elsewhere
     * @param events in an order in which they could have happened one by one
     */
    record Read(
            Map<String, List<TracedThing>> begun, Map<String, List<TracedAvatar>> arrived, List<TraceEvent> events) {}

    /** What the transaction changed of one region. */
    private static final class Changed {
        private @Nullable EpochRecord epoch;
        private @Nullable HeadRecord head;
        private @Nullable CheckpointRecord checkpoint;
        private final Map<Long, ByteArrayOutputStream> frames = new TreeMap<>();
        private final List<EntityRecord> pages = new ArrayList<>();

        boolean isOfACommit() {
            return checkpoint != null || !frames.isEmpty() || !pages.isEmpty();
        }
    }

    /** What the transaction changed, sorted by what it means. */
    private static final class Gathered {
        private final Map<String, Changed> regions = new TreeMap<>();
        private final List<AvatarRecord> saved = new ArrayList<>();
        private final Map<ParcelKey, TracedParcel> put = new HashMap<>();
        private final Set<ParcelKey> cleared = new HashSet<>();
        private final Set<TracedInput> logged = new TreeSet<>(TracedInput.ORDER);
        private final Set<TracedInput> unlogged = new HashSet<>();

        void add(Tuple key, byte @Nullable [] value) throws InvalidProtocolBufferException {
            switch (key.getString(0)) {
                case "region" -> {
                    String region = region(key.getLong(1), key.getLong(2));
                    read(regions.computeIfAbsent(region, r -> new Changed()), key, value);
                }
                case "avatar" -> {
                    if (value != null) {
                        saved.add(AvatarRecord.parseFrom(value));
                    }
                }
                case "inbox" -> {
                    if (value == null) {
                        cleared.add(parcel(key));
                    } else {
                        put.put(parcel(key), Traced.parcel(Parcel.parseFrom(value)));
                    }
                }
                case "input" ->
                    (value == null ? unlogged : logged).add(new TracedInput(key.getLong(1), key.getLong(2)));
                default -> {}
            }
        }
    }

    CommitReader(String worldName) {
        world = Subspace.of("sekai", worldName);
    }

    static String region(long x, long z) {
        return x + " " + z;
    }

    static String region(RegionId region) {
        return region(region.x(), region.z());
    }

    Read read(Map<byte[], byte @Nullable []> changes) throws InvalidProtocolBufferException {
        Gathered gathered = new Gathered();
        for (Map.Entry<byte[], byte @Nullable []> change : changes.entrySet()) {
            if (world.contains(change.getKey())) {
                gathered.add(world.unpack(change.getKey()), change.getValue());
            }
        }
        List<TraceEvent> events = new ArrayList<>();
        gathered.logged.forEach(input -> events.add(new TraceEvent.Log(input)));
        Map<String, List<TracedThing>> begun = new HashMap<>();
        Map<String, List<TracedAvatar>> arrived = new HashMap<>();
        boolean isCommit = gathered.regions.values().stream().anyMatch(changed -> changed.head != null);
        for (Map.Entry<String, Changed> each : gathered.regions.entrySet()) {
            Changed changed = each.getValue();
            if (changed.epoch != null) {
                events.add(new TraceEvent.Take(each.getKey(), changed.epoch.getEpoch()));
            }
            if (changed.head != null) {
                events.add(commit(each.getKey(), changed.head, changed, gathered));
            } else if (changed.checkpoint != null && madeRegions.add(each.getKey())) {
                begun.put(
                        each.getKey(), changed.pages.stream().map(Traced::thing).toList());
            } else if (changed.isOfACommit()) {
                events.add(new TraceEvent.Stray("frames or pages of " + each.getKey()));
            }
        }
        if (!isCommit) {
            for (AvatarRecord avatar : gathered.saved) {
                if (knownPlayers.add(avatar.getPlayerId())) {
                    arrived.computeIfAbsent(Traced.region(avatar.getHome()), home -> new ArrayList<>())
                            .add(Traced.avatar(avatar));
                } else {
                    events.add(new TraceEvent.Stray("the avatar of player " + avatar.getPlayerId()));
                }
            }
            if (!gathered.put.isEmpty() || !gathered.cleared.isEmpty() || !gathered.unlogged.isEmpty()) {
                events.add(new TraceEvent.Stray("parcels, or inputs that are used up"));
            }
        }
        return new Read(begun, arrived, events);
    }

    private static void read(Changed region, Tuple key, byte @Nullable [] value) throws InvalidProtocolBufferException {
        if (value == null) {
            return;
        }
        switch (key.getString(3)) {
            case "epoch" -> region.epoch = EpochRecord.parseFrom(value);
            case "head" -> region.head = HeadRecord.parseFrom(value);
            case "checkpoint" -> region.checkpoint = CheckpointRecord.parseFrom(value);
            case "frame" ->
                region.frames
                        .computeIfAbsent(key.getLong(4), number -> new ByteArrayOutputStream())
                        .writeBytes(value);
            case "chunk" -> region.pages.addAll(ChunkPage.parseFrom(value).getEntitiesList());
            default -> {}
        }
    }

    private TraceEvent.Commit commit(String region, HeadRecord head, Changed changed, Gathered gathered)
            throws InvalidProtocolBufferException {
        List<TracedFrame> frames = new ArrayList<>();
        for (ByteArrayOutputStream frame : changed.frames.values()) {
            FrameRecord record = FrameRecord.parseFrom(frame.toByteArray());
            record.getAvatarsList().forEach(avatar -> knownPlayers.add(avatar.getPlayerId()));
            frames.add(Traced.frame(region, record));
        }
        return new TraceEvent.Commit(
                region,
                head.getFrame(),
                head.getCommit(),
                List.copyOf(frames),
                Optional.ofNullable(changed.checkpoint).map(CommitReader::checkpoint),
                gathered.saved.stream().map(Traced::avatar).toList(),
                changed.pages.stream().map(Traced::thing).toList(),
                Map.copyOf(gathered.put),
                Set.copyOf(gathered.cleared),
                Set.copyOf(gathered.unlogged));
    }

    private static TraceEvent.Checkpoint checkpoint(CheckpointRecord stored) {
        return new TraceEvent.Checkpoint(
                stored.getFrame(),
                stored.getOldestFrame(),
                stored.getTransactionsList().stream().map(DealReader::open).toList(),
                stored.getPartsList().stream()
                        .map(part -> DealReader.id(part.getId()))
                        .toList());
    }

    private static ParcelKey parcel(Tuple key) {
        return new ParcelKey(
                region(key.getLong(1), key.getLong(2)), region(key.getLong(3), key.getLong(4)), key.getLong(5), (int)
                        key.getLong(6));
    }
}
