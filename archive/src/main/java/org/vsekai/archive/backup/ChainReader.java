package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionImage;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/** Reads the world out of a chain, at its end or as of a moment, region by region. Memory is that of a region and of the avatars. */
final class ChainReader {
    private final Disk disk;
    private final Chain chain;
    private final List<RegionBlocks> blocks = new ArrayList<>();

    /** A player's avatar as the backups hold it, the newest of them that has it, which is that many behind the base. */
    record AvatarCopy(byte[] value, int backup) {}

    /**
     * A region at a reach.
     *
     * @param things the region without avatars
     * @param avatars knows the avatars that are there of those that the frames touched
     */
    record Region(RegionImage things, RegionImage avatars) {}

    ChainReader(Disk disk, Chain chain) {
        this.disk = disk;
        this.chain = chain;
        chain.backups().forEach(backup -> blocks.add(new RegionBlocks(disk, backup)));
    }

    /** The chain to its end. */
    Reach all() {
        return new Reach(frames(chain.newest()), chain.backups().size());
    }

    private static SortedMap<RegionId, Long> frames(Backup backup) {
        SortedMap<RegionId, Long> frames = new TreeMap<>();
        backup.ends().forEach((region, end) -> frames.put(region, end.getFrame()));
        return frames;
    }

    /** The state at a moment that the chain covers. */
    Reach at(Instant moment) {
        long millis = moment.toEpochMilli();
        List<Backup> backups = chain.backups();
        for (int whole = 1; whole < backups.size(); whole++) {
            if (backups.get(whole).footer().getAsOfUnixMillis() > millis) {
                SortedMap<RegionId, Long> before = frames(backups.get(whole - 1));
                Cut cut = new Cut(millis, before);
                blocks.get(whole).allFrames(cut::add);
                SortedMap<RegionId, Long> frames = cut.frames();
                before.forEach(frames::putIfAbsent);
                return new Reach(frames, whole);
            }
        }
        return all();
    }

    // ---- a region ----

    Region region(RegionId region, Reach reach, Map<Long, AvatarCopy> copies) {
        int source = source(region, reach);
        RegionEnd begin = end(region, source);
        long upTo = reach.frame(region);
        // One that is new in the increment that the reach ends in was copied later than that: it is taken back.
        boolean isTakenBack = source == reach.whole();
        RegionImage things = new RegionImage(checkpoint(begin));
        blocks.get(source).pages(region, pair -> things.addPage(pair.getValue().toByteArray()));
        RegionImage avatars = isTakenBack ? new RegionImage(CheckpointRecord.getDefaultInstance()) : things;
        Deque<FrameRecord> later = new ArrayDeque<>();
        frames(region, source, isTakenBack ? begin.getFrame() : upTo, (number, record) -> {
            FrameRecord frame = Stored.parse(FrameRecord.parser(), record, "frame " + number);
            addCopies(avatars, frame, copies);
            if (number > things.frame()) {
                things.apply(number, frame);
            }
            if (isTakenBack && number <= upTo) {
                avatars.apply(number, frame);
            }
            if (number >= upTo) {
                later.push(frame);
            }
        });
        for (FrameRecord newest = later.poll(); isTakenBack && !later.isEmpty(); newest = later.poll()) {
            things.takeBack(Objects.requireNonNull(newest), Objects.requireNonNull(later.peek()));
        }
        takePlaces(region, reach, avatars, copies);
        return new Region(things, avatars);
    }

    /** The backup that has the region's pages. */
    private int source(RegionId region, Reach reach) {
        for (int i = Math.min(reach.whole(), chain.backups().size() - 1); i >= 0; i--) {
            RegionEnd end = chain.backups().get(i).ends().get(region);
            boolean isInReach = i < reach.whole() || reach.frame(region) > 0;
            if (end != null && end.getHasPages() && isInReach) {
                return i;
            }
        }
        throw new DamagedRecordException("no backup has the pages of region " + region, null);
    }

    private RegionEnd end(RegionId region, int backup) {
        return Objects.requireNonNull(chain.backups().get(backup).ends().get(region), "a backup knows its regions");
    }

    private static CheckpointRecord checkpoint(RegionEnd end) {
        return Stored.parse(CheckpointRecord.parser(), end.getCheckpoint().toByteArray(), "checkpoint");
    }

    /** An avatar's results go on from those that are stored with it. */
    private static void addCopies(RegionImage avatars, FrameRecord frame, Map<Long, AvatarCopy> copies) {
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            AvatarCopy copy = copies.get(avatar.getPlayerId());
            if (copy != null && avatars.avatar(avatar.getPlayerId()) == null) {
                avatars.addAvatar(copy.value);
            }
        }
    }

    private void takePlaces(RegionId region, Reach reach, RegionImage avatars, Map<Long, AvatarCopy> copies) {
        for (long player : avatars.changedPlayers()) {
            AvatarCopy copy = copies.get(player);
            if (copy != null && home(copy.value).equals(region)) {
                RegionEnd then = chain.backups().get(copy.backup).ends().get(region);
                if (then != null) {
                    avatars.takePlace(copy.value, checkpoint(then).getFrame());
                }
            }
        }
        for (int i = 0; i < reach.whole(); i++) {
            RegionEnd then = chain.backups().get(i).ends().get(region);
            if (then != null) {
                avatars.reachTick(checkpoint(then).getTick());
            }
        }
    }

    static RegionId home(byte[] avatar) {
        AvatarRecord record = Stored.parse(AvatarRecord.parser(), avatar, "avatar");
        return new RegionId(record.getHome().getX(), record.getHome().getZ());
    }

    /** The frame records of a region from the backup that has its pages on, up to a frame, in order, each once. */
    private void frames(RegionId region, int source, long upTo, FrameParts.Whole visitor) {
        for (int i = source; i < blocks.size(); i++) {
            blocks.get(i).frames(region, (number, record) -> {
                if (number <= upTo) {
                    visitor.accept(number, record);
                }
            });
        }
    }

    /** All frame records of a region that the chain holds, up to a frame. */
    void frames(RegionId region, long upTo, FrameParts.Whole visitor) {
        frames(region, 0, upTo, visitor);
    }

    // ---- the world ----

    /** Avatars as those backups have them that are in a reach to their end. */
    Map<Long, AvatarCopy> avatars(Reach reach) {
        Map<ByteString, AvatarCopy> byKey = new HashMap<>();
        for (int i = 0; i < reach.whole(); i++) {
            int backup = i;
            pairs(chain.backups().get(i), BlockKind.AVATARS, pair -> {
                if (pair.getCleared()) {
                    byKey.remove(pair.getKey());
                } else {
                    byKey.put(pair.getKey(), new AvatarCopy(pair.getValue().toByteArray(), backup));
                }
            });
        }
        Map<Long, AvatarCopy> byPlayer = new TreeMap<>();
        for (AvatarCopy copy : byKey.values()) {
            byPlayer.put(
                    Stored.parse(AvatarRecord.parser(), copy.value, "avatar").getPlayerId(), copy);
        }
        return byPlayer;
    }

    /** What waits for regions: what did at the end of the base, and what was sent since, without what was taken. */
    Map<ParcelId, Parcel> parcels(Reach reach) {
        Map<ParcelId, Parcel> waiting = new HashMap<>();
        pairs(chain.base(), BlockKind.PARCELS, pair -> {
            Parcel parcel = Stored.parse(Parcel.parser(), pair.getValue().toByteArray(), "parcel");
            waiting.put(parcel.getId(), parcel);
        });
        List<ParcelId> taken = new ArrayList<>();
        for (int i = 1; i <= Math.min(reach.whole(), blocks.size() - 1); i++) {
            blocks.get(i).allFrames((region, number, record) -> {
                if (number <= reach.frame(region)) {
                    FrameRecord frame = Stored.parse(FrameRecord.parser(), record, "frame " + number);
                    frame.getSentList().forEach(parcel -> waiting.put(parcel.getId(), parcel));
                    taken.addAll(frame.getTakenList());
                }
            });
        }
        taken.forEach(waiting::remove);
        return waiting;
    }

    /** Logged inputs, as those backups have them that are in a reach to their end. */
    MergedPairs inputs(Reach reach) {
        return new MergedPairs(disk, chain.backups().subList(0, reach.whole()), BlockKind.INPUTS);
    }

    /** What belongs to no region and is no avatar, as the last backup of the reach has it, or the one that it ends in. */
    MergedPairs others(Reach reach) {
        int count = Math.min(chain.backups().size(), reach.whole() + 1);
        return new MergedPairs(disk, chain.backups().subList(0, count), BlockKind.KEYS);
    }

    private void pairs(Backup backup, BlockKind kind, RegionBlocks.PairVisitor visitor) {
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            BlockReader.@Nullable Block block;
            while ((block = reader.next(EnumSet.of(kind))) != null) {
                reader.parse(PairBlock.parser(), block.payload()).getPairsList().forEach(visitor::accept);
            }
        }
    }
}
