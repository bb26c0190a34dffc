package org.vsekai.archive.verify;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.EntityState;
import org.vsekai.game.SetAside;
import org.vsekai.sim.RegionId;
import org.vsekai.world.RegionImage;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/**
 * Everything is in one place of the world, as it is after the newest frames: a region, or a parcel that waits. Memory is a bit for
 * each id, ids being given out in blocks.
 */
final class PlacesCheck {
    private static final int BLOCK_BITS = 16;

    private final WorldKeys keys;
    private final Findings findings;
    private final Map<Long, BitSet> seen = new HashMap<>();
    private final Map<Long, String> placeOfPlayer = new HashMap<>();

    PlacesCheck(WorldKeys keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    private void see(long id, byte[] key, String what) {
        BitSet block = seen.computeIfAbsent(id >>> BLOCK_BITS, first -> new BitSet());
        int bit = (int) (id & (1 << BLOCK_BITS) - 1);
        findings.check(!block.get(bit), key, what + " has the id " + id + ", which something else in the world has");
        block.set(bit);
    }

    /**
     * A region as its newest frame left it.
     *
     * @param present players whose avatars are this region's, as the frames after its checkpoint say
     */
    void addRegion(RegionId region, RegionImage image, Set<Long> present) {
        byte[] key = keys.in(region).head();
        for (EntityState thing : image.things()) {
            see(thing.id(), key, "a thing");
        }
        image.deals().parts().stream()
                .flatMap(part -> part.asides().stream())
                .forEach(aside -> seeSetAside(key, aside));
        present.forEach(player -> place(player, key, "region " + region));
    }

    /** What waits for a decision has its id already, or still. */
    private void seeSetAside(byte[] key, SetAside aside) {
        if (aside instanceof SetAside.Lifted lifted) {
            see(lifted.item().id(), key, "an item that is set aside");
        } else if (aside instanceof SetAside.Site site) {
            see(site.entityId(), key, "a structure to come");
        } else if (aside instanceof SetAside.Blow blow && blow.dropId() != 0) {
            see(blow.dropId(), key, "what a tree would drop");
        }
    }

    void addWaiting(byte[] key, ParcelId id, Parcel parcel) {
        for (EntityRecord thing : parcel.getCrossing().getThingsList()) {
            see(thing.getId(), key, "a thing");
        }
        for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
            place(avatar.getPlayerId(), key, "a parcel of frame " + id.getFrame());
        }
    }

    private void place(long player, byte[] key, String place) {
        String other = placeOfPlayer.putIfAbsent(player, place);
        findings.check(
                other == null, key, "the avatar of player " + player + " is in " + place + ", and also in " + other);
    }

    /**
     * When all regions and parcels have been seen.
     *
     * @param lastLeft by player, the region that an avatar without any other place has left, as its frames say
     */
    void end(Map<Long, AvatarRecord> avatars, Map<Long, RegionId> lastLeft) {
        avatars.forEach((player, avatar) -> {
            see(avatar.getEntityId(), keys.avatar(player), "the avatar");
            RegionId home = ParcelsCheck.region(avatar.getHome());
            String place = placeOfPlayer.getOrDefault(player, "region " + home);
            boolean isInRegion = place.startsWith("region ");
            findings.check(
                    !isInRegion || place.equals("region " + home),
                    keys.avatar(player),
                    "its home is region " + home + ", and the frames say that it is in " + place);
            findings.check(
                    placeOfPlayer.containsKey(player) || !home.equals(lastLeft.get(player)),
                    keys.avatar(player),
                    "its home is region " + home + ", which it has left, and it came nowhere");
        });
    }
}
