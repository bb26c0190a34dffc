package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/** Reads a region out of a store and runs its frames again. */
final class Replays {
    /** What is stored. */
    interface Pairs {
        List<KeyValue> in(KeyRange range);
    }

    private Replays() {}

    private static Pairs of(ModelDatabase database) {
        return range -> database.all(range.begin(), range.end());
    }

    static List<FrameRecord> frames(ModelDatabase database, WorldKeys keys) {
        return frames(of(database), keys);
    }

    /** What waits in all inboxes of the world. */
    static List<Parcel> waiting(ModelDatabase database, WorldKeys keys) {
        return waiting(of(database), keys);
    }

    static RegionImage end(ModelDatabase database, WorldKeys keys) {
        return end(of(database), keys);
    }

    static List<FrameRecord> frames(Pairs pairs, WorldKeys keys) {
        List<FrameRecord> frames = new ArrayList<>();
        FrameParts parts = new FrameParts(
                keys, (number, record) -> frames.add(Records.parse(FrameRecord.parser(), record, "frame " + number)));
        pairs.in(keys.frames(0, Long.MAX_VALUE)).forEach(parts::add);
        parts.end();
        return frames;
    }

    private static List<Parcel> waiting(Pairs pairs, WorldKeys keys) {
        return pairs.in(keys.inboxes()).stream()
                .map(pair -> Records.parse(Parcel.parser(), pair.value(), "parcel"))
                .toList();
    }

    /** The region as its newest frame left it. Who waits in its inbox is not there yet. */
    static RegionImage end(Pairs pairs, WorldKeys keys) {
        KeyRange checkpoint = new KeyRange(keys.checkpoint(), Keys.after(keys.checkpoint()));
        RegionImage end = new RegionImage(Records.parse(
                CheckpointRecord.parser(), pairs.in(checkpoint).getFirst().value(), "checkpoint"));
        pairs.in(keys.pages()).forEach(pair -> end.addPage(pair.value()));
        Set<Long> crossing = waiting(pairs, keys).stream()
                .flatMap(parcel -> parcel.getCrossing().getAvatarsList().stream())
                .map(AvatarRecord::getPlayerId)
                .collect(Collectors.toSet());
        pairs.in(keys.avatars()).stream()
                .filter(pair -> isAtHome(pair.value(), keys.regionId(), crossing))
                .forEach(pair -> end.addAvatar(pair.value()));
        FrameParts parts = new FrameParts(keys, end::apply);
        pairs.in(keys.frames(end.frame() + 1, Long.MAX_VALUE)).forEach(parts::add);
        parts.end();
        return end;
    }

    private static boolean isAtHome(byte[] avatar, RegionId region, Set<Long> crossing) {
        AvatarRecord record = Records.parse(AvatarRecord.parser(), avatar, "avatar");
        return Records.region(record.getHome()).equals(region) && !crossing.contains(record.getPlayerId());
    }

    /** @param frames the newest ones of the spawn region's, in a world of it alone; maybe changed */
    static RegionReplay.Replayed replay(RegionImage end, List<FrameRecord> frames, long seed) {
        return replay(end, frames, RegionId.SPAWN, new WorldShape(seed, new RegionGrid(1)));
    }

    /** @param frames the newest ones of the region's */
    static RegionReplay.Replayed replay(RegionImage end, List<FrameRecord> frames, RegionId region, WorldShape shape) {
        RegionReplay replay = new RegionReplay(end, ids -> new Realm(region, shape.bounds(), shape.terrain(), ids));
        frames.forEach(replay::rewind);
        frames.forEach(replay::replay);
        return replay.end();
    }
}
