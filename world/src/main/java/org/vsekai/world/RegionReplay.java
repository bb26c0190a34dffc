package org.vsekai.world;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.game.Spawn;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.TakenParcel;

/**
 * Runs the inputs of a region's frames through the game's rules again, from the state before the first of them, and compares
 * what comes out with what was stored: every result, every change, every touched avatar, and the world at the end by a hash.
 *
 * <p>Two passes over the same frames, in order. In the first, {@link #rewind} takes from each frame what was before it: what
 * is known of the end, with that put in its place, is the beginning. So no older state needs to be stored. In the second,
 * {@link #replay} runs them. Memory is that of the region. Confined to one thread.
 */
public final class RegionReplay {
    /** From this version of the rules on, frames say whose avatars came with parcels. */
    private static final int ARRIVALS_ARE_NAMED = 2;

    private final RegionImage end;
    private final Function<EntityIds, Realm> realms;
    private final RegionRewind rewind = new RegionRewind();
    private final ReplayDifferences differences = new ReplayDifferences();
    private final Map<Long, Avatar> avatars = new TreeMap<>();
    private @Nullable Replaying replaying;

    /** The region on its way through the frames. */
    private record Replaying(Realm realm, ReplayedDeals deals) {}

    /** What a replay gives otherwise than it is stored. */
    public record Difference(long frame, String what) {}

    /**
     * @param from the first frame that was replayed; above {@code to} when there was none
     * @param inputs how many actions were applied
     * @param differences the first hundred
     * @param hash of the world that the replay came to, as {@code storedHash} is of the one that is stored
     */
    public record Replayed(
            long from,
            long to,
            long inputs,
            List<Difference> differences,
            long differenceCount,
            long hash,
            long storedHash) {}

    /**
     * @param end the region after the newest frame that is to be replayed, without those who wait in its inbox
     * @param realms makes an empty region of the world, of the ids that it may give out
     */
    public RegionReplay(RegionImage end, Function<EntityIds, Realm> realms) {
        this.end = end;
        this.realms = realms;
    }

    /** Whether a frame was decided by the rules of this build, and so says all that a replay needs. */
    public static boolean isReplayable(FrameRecord frame) {
        return frame.getRulesVersion() == Rules.VERSION;
    }

    /** The next frame of those to be replayed, the first time. */
    public void rewind(FrameRecord frame) {
        rewind.add(frame);
    }

    /** Whether an avatar came with a parcel that the frame takes: its results, which others' frames tell, are in the frame. */
    public static boolean arrives(AvatarRecord avatar, FrameRecord frame) {
        long player = avatar.getPlayerId();
        if (frame.getRulesVersion() >= ARRIVALS_ARE_NAMED) {
            return frame.getArrivedPlayerIdsList().contains(player);
        }
        return frame.getTakenCount() > 0
                && (avatar.getRecentResultsCount() > 0
                        || (avatar.getLastAppliedSequence() == 0
                                && !frame.getJoinedPlayerIdsList().contains(player)
                                && !frame.getLeftPlayerIdsList().contains(player)));
    }

    /** As {@link #arrives}, where a frame doesn't say certainly: whoever may have come counts. */
    public static boolean mayArrive(AvatarRecord avatar, FrameRecord frame) {
        return frame.getRulesVersion() >= ARRIVALS_ARE_NAMED
                ? arrives(avatar, frame)
                : frame.getTakenCount() > 0 && !frame.getJoinedPlayerIdsList().contains(avatar.getPlayerId());
    }

    /** The next frame of those to be replayed, the second time. */
    public void replay(FrameRecord frame) {
        Replaying begun = begun();
        Realm realm = begun.realm;
        ReplayedDeals deals = begun.deals;
        deals.begin(frame);
        try {
            takeBlock(realm, frame);
            age(realm, frame);
            receiveAvatars(frame);
            frame.getTakenParcelsList().forEach(parcel -> take(begun, parcel));
            deals.decide();
            frame.getJoinedPlayerIdsList().forEach(player -> join(realm, frame, player));
            place(frame);
            deals.act();
            compareChanges(realm, frame);
            compareAvatars(frame);
            frame.getSentList().forEach(parcel -> sendAway(frame, parcel));
            compare(
                    frame,
                    "the next entity id",
                    frame.getNextEntityId(),
                    realm.ids().next());
            deals.end();
            realm.endTick();
        } catch (Check.BrokenInvariant | DamagedRecordException broken) {
            differences.add(frame, "it breaks the rules: " + broken.getMessage());
            deals.forget();
            realm.things().forgetChanges();
        }
    }

    /**
     * What was due is let age when the frame says so, since what is due in a chunk that sleeps waits until it wakes. It ages before
     * anything else is done; what is changed beyond a tick's share was due, and somebody was faster.
     */
    private static void age(Realm realm, FrameRecord frame) {
        frame.getChangesList().stream()
                .map(EntityChange::getBefore)
                .filter(before -> before.getReadyAtTick() > 0 && before.getReadyAtTick() <= frame.getTick())
                .limit(Realm.MAX_AGED_PER_TICK)
                .forEach(before -> realm.age(before.getId(), frame.getTick()));
    }

    private Replaying begun() {
        Replaying begun = replaying;
        if (begun == null) {
            Realm realm = realms.apply(rewind.ids());
            rewind.things(end).forEach(realm::add);
            realm.things().forgetChanges();
            rewind.avatars(end).forEach(this::beginWith);
            begun = new Replaying(realm, new ReplayedDeals(realm, avatars, rewind.deals(end), differences));
            replaying = begun;
        }
        return begun;
    }

    private void beginWith(AvatarState avatar) {
        avatars.put(avatar.playerId(), new Avatar(withoutResults(avatar)));
    }

    /** A frame after which another block is in use was made with that one in reserve. */
    private static void takeBlock(Realm realm, FrameRecord frame) {
        EntityIds ids = realm.ids();
        if (RegionRewind.limit(frame) != ids.limit() && !ids.hasReserve()) {
            ids.addReserve(RegionRewind.blockBegin(frame), RegionRewind.limit(frame));
        }
    }

    /** The avatars that parcels brought, in the state in which they came. */
    private void receiveAvatars(FrameRecord frame) {
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            AvatarState before = arrives(avatar, frame) ? RegionRewind.avatarBefore(avatar, frame) : null;
            if (before != null) {
                beginWith(before);
            }
        }
    }

    private static void take(Replaying begun, TakenParcel taken) {
        if (taken.getParcel().hasCrossing()) {
            taken.getParcel()
                    .getCrossing()
                    .getThingsList()
                    .forEach(thing -> begun.realm.receive(Records.entity(thing)));
        } else {
            begun.deals.take(taken);
        }
    }

    private void sendAway(FrameRecord frame, Parcel parcel) {
        for (AvatarRecord sent : parcel.getCrossing().getAvatarsList()) {
            Avatar avatar = avatars.remove(sent.getPlayerId());
            compare(
                    frame,
                    "player " + sent.getPlayerId() + ", who leaves,",
                    withoutPlace(Records.avatar(sent)),
                    avatar == null ? null : withoutPlace(avatar.state()));
        }
    }

    private void join(Realm realm, FrameRecord frame, long player) {
        boolean isNew = !avatars.containsKey(player);
        compare(
                frame,
                "that player " + player + " is new",
                frame.getNewPlayerIdsList().contains(player),
                isNew);
        if (isNew) {
            String name = frame.getAvatarsList().stream()
                    .filter(avatar -> avatar.getPlayerId() == player)
                    .map(AvatarRecord::getName)
                    .findFirst()
                    .orElse("");
            avatars.put(player, new Avatar(Spawn.newAvatar(player, realm.takeEntityId(), name, realm.terrain())));
        }
    }

    /** Poses are in no frame; where they led to is. */
    private void place(FrameRecord frame) {
        for (AvatarRecord stored : frame.getAvatarsList()) {
            Avatar avatar = avatars.get(stored.getPlayerId());
            if (avatar != null) {
                avatar.placeAt(stored.getXMicros(), stored.getYMicros(), stored.getZMicros());
            }
        }
    }

    private void compareChanges(Realm realm, FrameRecord frame) {
        EntityTable things = realm.things();
        ChangeLog changes = things.changes();
        compare(frame, "the number of changes", frame.getChangesCount(), changes.count());
        for (int i = 0; i < Math.min(changes.count(), frame.getChangesCount()); i++) {
            compare(frame, "change " + i, frame.getChanges(i), Records.change(things, i));
        }
    }

    private void compareAvatars(FrameRecord frame) {
        for (AvatarRecord stored : frame.getAvatarsList()) {
            Avatar avatar = avatars.get(stored.getPlayerId());
            compare(
                    frame,
                    "the avatar of player " + stored.getPlayerId(),
                    withoutResults(Records.avatar(stored)),
                    avatar == null ? null : withoutResults(avatar.state()));
        }
    }

    private <T> void compare(FrameRecord frame, String what, T stored, @Nullable T replayed) {
        differences.compare(frame, what, stored, replayed);
    }

    /** When the last frame has been replayed. */
    public Replayed end() {
        Replaying begun = begun();
        long hash = hash(begun.realm, avatars.values(), begun.deals.open());
        Realm stored = realms.apply(new EntityIds(end.nextEntityId(), end.entityIdLimit()));
        end.things().forEach(stored::add);
        List<Avatar> storedAvatars = end.avatars().stream()
                .map(avatar -> new Avatar(withoutResults(avatar)))
                .toList();
        return new Replayed(
                rewind.first(),
                rewind.last(),
                begun.deals.inputs(),
                differences.kept(),
                differences.count(),
                hash,
                hash(stored, storedAvatars, end.deals()));
    }

    /** Of everything but where people stand and their newest results, which a frame alone doesn't say. */
    private static long hash(Realm realm, Iterable<Avatar> avatars, OpenDeals open) {
        long sum = realm.things().contentHash() + SplitMix64.mix(realm.ids().next());
        for (Avatar avatar : avatars) {
            sum += new Avatar(withoutPlace(avatar.state())).contentHash();
        }
        return sum + DealImage.hash(open);
    }

    /** Where somebody untouched walked to is in no frame. */
    private static AvatarState withoutPlace(AvatarState avatar) {
        return withoutResults(avatar).at(0, 0, 0);
    }

    private static AvatarState withoutResults(AvatarState avatar) {
        return new AvatarState(
                avatar.playerId(),
                avatar.entityId(),
                avatar.name(),
                avatar.xMicros(),
                avatar.yMicros(),
                avatar.zMicros(),
                avatar.hp(),
                avatar.wood(),
                avatar.stone(),
                avatar.lastAppliedSequence(),
                avatar.lastStrikeTick(),
                List.of(),
                avatar.offer());
    }
}
