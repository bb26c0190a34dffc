package org.vsekai.world;

import java.util.Collection;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Things;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;

/**
 * A hash of everything that is stored of a region but where people stand and their newest results, which a frame alone doesn't
 * say. It is the sum of its parts, so whoever is told of each part that changes needs not look at the others.
 */
public final class RegionHash {
    private RegionHash() {}

    static long of(Realm realm, Collection<AvatarState> avatars, OpenDeals open) {
        return realm.things().contentHash()
                + ofAvatars(avatars)
                + of(realm.ids().next(), open);
    }

    static long of(RegionImage image) {
        return ofThings(image.things()) + ofAvatars(image.avatars()) + of(image.nextEntityId(), image.deals());
    }

    /** The part of what lies in a page of a chunk. */
    public static long of(ChunkPage page) {
        return ofThings(page.getEntitiesList().stream().map(Records::entity).toList());
    }

    /** The part of an avatar that is at home in the region. */
    public static long of(AvatarRecord avatar) {
        return of(Records.avatar(avatar));
    }

    /** The part of a checkpoint's own record. */
    public static long of(CheckpointRecord checkpoint) {
        return of(checkpoint.getNextEntityId(), new DealImage(checkpoint).open());
    }

    private static long ofThings(Collection<EntityState> things) {
        return things.stream()
                .mapToLong(thing -> Things.image(thing).contentHash())
                .sum();
    }

    private static long ofAvatars(Collection<AvatarState> avatars) {
        return avatars.stream().mapToLong(RegionHash::of).sum();
    }

    private static long of(AvatarState avatar) {
        return new Avatar(ReplayedRegion.withoutPlace(avatar)).contentHash();
    }

    private static long of(long nextEntityId, OpenDeals open) {
        return SplitMix64.mix(nextEntityId) + DealImage.hash(open);
    }
}
