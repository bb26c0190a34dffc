package org.vsekai.archive.backup;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.vsekai.archive.Stored;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.RegionRecord;

/**
 * Sees to it that each avatar is restored once, and where it belongs: in the region whose frames had it last, in the parcel that
 * it waits in, or, where no frame tells of it, as it was copied. Confined to one thread.
 */
final class RestoredAvatars {
    private final WorldKeys keys;
    private final Map<Long, ChainReader.AvatarCopy> copies;
    private final Consumer<KeyValue> out;

    /** The newest applied action, by player, of those that are restored. */
    private final Map<Long, Long> cursors = new HashMap<>();

    RestoredAvatars(WorldKeys keys, Map<Long, ChainReader.AvatarCopy> copies, Consumer<KeyValue> out) {
        this.keys = keys;
        this.copies = copies;
        this.out = out;
    }

    Map<Long, ChainReader.AvatarCopy> copies() {
        return copies;
    }

    /** One that a region has. */
    void add(KeyValue pair) {
        write(Stored.parse(AvatarRecord.parser(), pair.value(), "avatar"));
    }

    private void write(AvatarRecord avatar) {
        cursors.put(avatar.getPlayerId(), avatar.getLastAppliedSequence());
        out.accept(new KeyValue(keys.avatar(avatar.getPlayerId()), avatar.toByteArray()));
    }

    /** Those who are on their way. Returns the pair that the parcel lies in. */
    KeyValue addWaiting(Parcel parcel) {
        for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
            write(avatar.toBuilder().setHome(parcel.getReceiver()).build());
        }
        RegionRecord sender = parcel.getId().getSender();
        RegionId receiver =
                new RegionId(parcel.getReceiver().getX(), parcel.getReceiver().getZ());
        byte[] key = keys.in(receiver)
                .parcel(
                        new RegionId(sender.getX(), sender.getZ()),
                        parcel.getId().getFrame(),
                        parcel.getId().getIndex());
        return new KeyValue(key, parcel.toByteArray());
    }

    /** When all regions and parcels have been seen. */
    void end() {
        copies.forEach((player, copy) -> {
            if (!cursors.containsKey(player)) {
                write(Stored.parse(AvatarRecord.parser(), copy.value(), "avatar"));
            }
        });
    }

    /** A logged input, which counts unless it has been applied. */
    void addInput(KeyValue pair) {
        long player = keys.playerOf(pair.key());
        if (keys.sequenceOf(pair.key()) > cursors.getOrDefault(player, 0L)) {
            out.accept(pair);
        }
    }
}
