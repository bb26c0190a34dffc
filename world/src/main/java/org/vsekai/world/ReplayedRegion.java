package org.vsekai.world;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.game.Spawn;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.RegionReplay.Difference;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.TakenParcel;

/**
 * A region from one of its states on, whose frames are run through the game's rules again, one after the other. What comes out is
 * compared with what is stored: every result, every change, every touched avatar, and by a {@link #hash} the world. Memory is
 * that of the region. Confined to one thread.
 */
public final class ReplayedRegion {
    private final Realm realm;
    private final Map<Long, Avatar> avatars = new TreeMap<>();
    private final ReplayDifferences differences = new ReplayDifferences();
    private final ReplayedDeals deals;

    /** @param realm with the region's things in it */
    ReplayedRegion(Realm realm, Collection<AvatarState> atHome, OpenDeals open) {
        this.realm = realm;
        realm.things().forgetChanges();
        atHome.forEach(this::beginWith);
        deals = new ReplayedDeals(realm, avatars, open, differences);
    }

    /**
     * @param beginning the region before the first frame to come
     * @param realms makes an empty region of the world, of the ids that it may give out
     */
    public static ReplayedRegion from(RegionImage beginning, Function<EntityIds, Realm> realms) {
        Realm realm = realms.apply(new EntityIds(beginning.nextEntityId(), beginning.entityIdLimit()));
        beginning.things().forEach(realm::add);
        return new ReplayedRegion(realm, beginning.avatars(), beginning.deals());
    }

    /** Runs the next frame. */
    public void replay(FrameRecord frame) {
        deals.begin(frame);
        try {
            takeBlock(frame);
            age(frame);
            receiveAvatars(frame);
            frame.getTakenParcelsList().forEach(this::take);
            deals.decide();
            frame.getJoinedPlayerIdsList().forEach(player -> join(frame, player));
            place(frame);
            deals.act();
            compareChanges(frame);
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

    /** A frame after which another block is in use was made with that one in reserve. */
    private void takeBlock(FrameRecord frame) {
        EntityIds ids = realm.ids();
        if (RegionRewind.limit(frame) != ids.limit() && !ids.hasReserve()) {
            ids.addReserve(RegionRewind.blockBegin(frame), RegionRewind.limit(frame));
        }
    }

    /**
     * What was due is let age when the frame says so, since what is due in a chunk that sleeps waits until it wakes. It ages before
     * anything else is done; what is changed beyond a tick's share was due, and somebody was faster.
     */
    private void age(FrameRecord frame) {
        frame.getChangesList().stream()
                .map(EntityChange::getBefore)
                .filter(before -> before.getReadyAtTick() > 0 && before.getReadyAtTick() <= frame.getTick())
                .limit(Realm.MAX_AGED_PER_TICK)
                .forEach(before -> realm.age(before.getId(), frame.getTick()));
    }

    private void beginWith(AvatarState avatar) {
        avatars.put(avatar.playerId(), new Avatar(withoutResults(avatar)));
    }

    // ---- who and what comes and goes ----

    /** The avatars that parcels brought, in the state in which they came. */
    private void receiveAvatars(FrameRecord frame) {
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            AvatarState before = RegionReplay.arrives(avatar, frame) ? RegionRewind.avatarBefore(avatar, frame) : null;
            if (before != null) {
                beginWith(before);
            }
        }
    }

    private void take(TakenParcel taken) {
        if (taken.getParcel().hasCrossing()) {
            taken.getParcel().getCrossing().getThingsList().forEach(thing -> realm.receive(Records.entity(thing)));
        } else {
            deals.take(taken);
        }
    }

    private void sendAway(FrameRecord frame, Parcel parcel) {
        for (AvatarRecord gone : parcel.getCrossing().getAvatarsList()) {
            Avatar avatar = avatars.remove(gone.getPlayerId());
            compare(
                    frame,
                    "player " + gone.getPlayerId() + ", who leaves,",
                    withoutPlace(Records.avatar(gone)),
                    avatar == null ? null : withoutPlace(avatar.state()));
        }
    }

    private void join(FrameRecord frame, long player) {
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

    // ---- what came of it ----

    private void compareChanges(FrameRecord frame) {
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
        List<AvatarBefore> before = frame.getAvatarsList().stream()
                .map(stored -> avatars.get(stored.getPlayerId()))
                .filter(avatar -> avatar != null && avatar.isTouched())
                .map(Records::avatarBefore)
                .toList();
        compare(frame, "avatars before", frame.getAvatarsBeforeList(), before);
    }

    private <T> void compare(FrameRecord frame, String what, T stored, @Nullable T replayed) {
        differences.compare(frame, what, stored, replayed);
    }

    /** Where somebody untouched walked to is in no frame. */
    static AvatarState withoutPlace(AvatarState avatar) {
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

    // ---- what can be asked ----

    /** The first hundred. */
    public List<Difference> differences() {
        return differences.kept();
    }

    long differenceCount() {
        return differences.count();
    }

    /** How many actions were applied. */
    long inputs() {
        return deals.inputs();
    }

    /** Of the region as it has become: see {@link RegionHash}. */
    public long hash() {
        return RegionHash.of(realm, avatars.values().stream().map(Avatar::state).toList(), deals.open());
    }
}
