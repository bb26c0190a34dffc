package org.vsekai.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Crowd;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.game.Spawn;
import org.vsekai.game.Survival;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/**
 * Runs the inputs of a region's frames through the game's rules again, from the state before the first of them, and compares
 * what comes out with what was stored: every result, every change, every touched avatar, and the world at the end by a hash.
 *
 * <p>Two passes over the same frames, in order. In the first, {@link #rewind} takes from each frame what was before it: what
 * is known of the end, with that put in its place, is the beginning. So no older state needs to be stored. In the second,
 * {@link #replay} runs them. Memory is that of the region. Confined to one thread.
 */
public final class RegionReplay {
    private static final int MAX_KEPT = 100;

    private final Map<Long, @Nullable EntityState> thingsBefore = new HashMap<>();
    private final Map<Long, @Nullable AvatarState> avatarsBefore = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final RegionImage end;
    private final Function<EntityIds, Realm> realms;
    private final Map<Long, Avatar> avatars = new TreeMap<>();
    private @Nullable Realm realm;
    private @Nullable Survival survival;
    private long first;
    private long last;
    private @Nullable EntityIds firstIds;
    private long differenceCount;
    private long inputs;

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
     * @param end the region after the newest frame that is to be replayed
     * @param realms makes an empty region of the world, of the ids that it may give out
     */
    public RegionReplay(RegionImage end, Function<EntityIds, Realm> realms) {
        this.end = end;
        this.realms = realms;
    }

    /**
     * Whether a frame says all that a replay needs, and was decided by the rules of this build. What other regions and players
     * had a say in is not in it: their answers are in its receipts.
     */
    public static boolean isReplayable(FrameRecord frame) {
        return frame.getRulesVersion() == Rules.VERSION
                && frame.getReceiptsCount() == 0
                && frame.getTransactionsCount() == 0
                && frame.getPartsCount() == 0
                && frame.getDecidedPartsCount() == 0
                && frame.getSentList().stream().allMatch(Parcel::hasCrossing);
    }

    /** The next frame of those to be replayed, the first time. */
    public void rewind(FrameRecord frame) {
        if (first == 0) {
            first = frame.getNumber();
            firstIds = idsBefore(frame);
        }
        Check.that(last == 0 || frame.getNumber() == last + 1, "frames come in order", frame.getNumber());
        last = frame.getNumber();
        for (EntityChange change : frame.getChangesList()) {
            long id = change.hasBefore()
                    ? change.getBefore().getId()
                    : change.getAfter().getId();
            if (!thingsBefore.containsKey(id)) {
                thingsBefore.put(id, change.hasBefore() ? Records.entity(change.getBefore()) : null);
            }
        }
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (!avatarsBefore.containsKey(avatar.getPlayerId())) {
                avatarsBefore.put(avatar.getPlayerId(), arrives(avatar, frame) ? null : before(avatar, frame));
            }
        }
    }

    /** The ids that could be given out before a frame: what it made has ids from there on, maybe from two blocks. */
    private static EntityIds idsBefore(FrameRecord frame) {
        long blockBegin = blockBegin(frame);
        List<Long> made = madeIds(frame);
        if (made.isEmpty()) {
            return new EntityIds(frame.getNextEntityId(), limit(frame));
        }
        long first = made.getFirst();
        if (first >= blockBegin) {
            return new EntityIds(first, limit(frame));
        }
        long last =
                made.stream().filter(id -> id < blockBegin).max(Long::compare).orElse(first);
        return new EntityIds(first, last + 1);
    }

    /** In the order in which they were given out. */
    private static List<Long> madeIds(FrameRecord frame) {
        List<Long> ids = new ArrayList<>();
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (frame.getNewPlayerIdsList().contains(avatar.getPlayerId())) {
                ids.add(avatar.getEntityId());
            }
        }
        for (AppliedInput input : frame.getInputsList()) {
            for (int i = 0; i < input.getChangeCount(); i++) {
                EntityChange change = frame.getChanges(input.getFirstChange() + i);
                if (!change.hasBefore() && change.hasAfter()) {
                    ids.add(change.getAfter().getId());
                }
            }
        }
        return ids;
    }

    private static long limit(FrameRecord frame) {
        return frame.getEntityIdLimit() == 0 ? WorldStore.FIRST_ID_OF_BLOCKS : frame.getEntityIdLimit();
    }

    private static long blockBegin(FrameRecord frame) {
        return limit(frame) == WorldStore.FIRST_ID_OF_BLOCKS ? 1 : limit(frame) - WorldStore.ID_BLOCK;
    }

    /** Whether an avatar came with a parcel that the frame takes: its results, which others' frames tell, are in the frame. */
    public static boolean arrives(AvatarRecord avatar, FrameRecord frame) {
        long player = avatar.getPlayerId();
        return frame.getTakenCount() > 0
                && (avatar.getRecentResultsCount() > 0
                        || (avatar.getLastAppliedSequence() == 0
                                && !frame.getJoinedPlayerIdsList().contains(player)
                                && !frame.getLeftPlayerIdsList().contains(player)));
    }

    private static @Nullable AvatarState before(AvatarRecord after, FrameRecord frame) {
        long player = after.getPlayerId();
        if (frame.getNewPlayerIdsList().contains(player)) {
            return null;
        }
        long applied = frame.getInputsList().stream()
                .filter(input -> input.getPlayerId() == player)
                .count();
        AvatarRecord.Builder before =
                after.toBuilder().setLastAppliedSequence(after.getLastAppliedSequence() - applied);
        for (AvatarBefore changed : frame.getAvatarsBeforeList()) {
            if (changed.getPlayerId() == player) {
                before.clearInventory()
                        .addAllInventory(changed.getInventoryList())
                        .setLastStrikeTick(changed.getLastStrikeTick())
                        .clearOffer();
                if (changed.hasOffer()) {
                    before.setOffer(changed.getOffer());
                }
            }
        }
        return Records.avatar(before.build());
    }

    /** The next frame of those to be replayed, the second time. */
    public void replay(FrameRecord frame) {
        Realm region = begun();
        try {
            takeBlock(frame);
            age(region, frame);
            receive(frame);
            frame.getJoinedPlayerIdsList().forEach(player -> join(frame, player));
            place(frame);
            frame.getInputsList().forEach(input -> apply(frame, input));
            compareChanges(frame);
            compareAvatars(frame);
            frame.getSentList().forEach(this::sendAway);
            compare(
                    frame,
                    "the next entity id",
                    frame.getNextEntityId(),
                    region.ids().next());
            region.endTick();
        } catch (Check.BrokenInvariant broken) {
            add(frame, "it breaks the rules: " + broken.getMessage());
            region.things().forgetChanges();
        }
    }

    /**
     * What was due is let age when the frame says so, since what is due in a chunk that sleeps waits until it wakes, and more than a
     * tick's share waits for the next. It ages before anybody acts: what an action changes, due or not, has not aged before.
     */
    private static void age(Realm region, FrameRecord frame) {
        int aged = frame.getInputsList().stream()
                .filter(input -> input.getChangeCount() > 0)
                .mapToInt(AppliedInput::getFirstChange)
                .min()
                .orElse(frame.getChangesCount());
        for (EntityChange change : frame.getChangesList().subList(0, aged)) {
            long due = change.getBefore().getReadyAtTick();
            if (due > 0 && due <= frame.getTick()) {
                region.age(change.getBefore().getId(), frame.getTick());
            }
        }
    }

    private Realm begun() {
        Realm begun = realm;
        if (begun == null) {
            Map<Long, EntityState> things = new TreeMap<>();
            end.things().forEach(thing -> things.put(thing.id(), thing));
            thingsBefore.forEach((id, before) -> {
                if (before == null) {
                    things.remove(id);
                } else {
                    things.put(id, before);
                }
            });
            begun = realms.apply(Objects.requireNonNull(firstIds, "there are frames to replay"));
            things.values().forEach(begun::add);
            begun.things().forgetChanges();
            end.avatars().forEach(this::beginWith);
            avatarsBefore.values().forEach(this::beginWith);
            avatarsBefore.forEach((player, before) -> {
                if (before == null) {
                    avatars.remove(player);
                }
            });
            realm = begun;
            survival = new Survival(begun, Crowd.NOBODY);
        }
        return begun;
    }

    private void beginWith(@Nullable AvatarState avatar) {
        if (avatar != null) {
            avatars.put(avatar.playerId(), new Avatar(withoutResults(avatar)));
        }
    }

    /** A frame after which another block is in use was made with that one in reserve. */
    private void takeBlock(FrameRecord frame) {
        EntityIds ids = begun().ids();
        if (limit(frame) != ids.limit() && !ids.hasReserve()) {
            ids.addReserve(blockBegin(frame), limit(frame));
        }
    }

    /** What parcels brought: avatars, in the state in which they came, and things, which no action has made. */
    private void receive(FrameRecord frame) {
        if (frame.getTakenCount() == 0) {
            return;
        }
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (arrives(avatar, frame)) {
                beginWith(before(avatar, frame));
            }
        }
        Set<Integer> made = new HashSet<>();
        for (AppliedInput input : frame.getInputsList()) {
            for (int i = 0; i < input.getChangeCount(); i++) {
                made.add(input.getFirstChange() + i);
            }
        }
        for (int i = 0; i < frame.getChangesCount(); i++) {
            EntityChange change = frame.getChanges(i);
            if (!change.hasBefore() && change.hasAfter() && !made.contains(i)) {
                begun().receive(Records.entity(change.getAfter()));
            }
        }
    }

    private void sendAway(Parcel parcel) {
        parcel.getCrossing().getAvatarsList().forEach(avatar -> avatars.remove(avatar.getPlayerId()));
    }

    private void join(FrameRecord frame, long player) {
        boolean isNew = !avatars.containsKey(player);
        compare(
                frame,
                "that player " + player + " is new",
                frame.getNewPlayerIdsList().contains(player),
                isNew);
        if (isNew) {
            Realm region = begun();
            String name = frame.getAvatarsList().stream()
                    .filter(avatar -> avatar.getPlayerId() == player)
                    .map(AvatarRecord::getName)
                    .findFirst()
                    .orElse("");
            avatars.put(player, new Avatar(Spawn.newAvatar(player, region.takeEntityId(), name, region.terrain())));
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

    private void apply(FrameRecord frame, AppliedInput input) {
        Avatar avatar = avatars.get(input.getPlayerId());
        Survival rules = survival;
        if (avatar == null || rules == null) {
            add(frame, "player " + input.getPlayerId() + " acts, and has no avatar");
            return;
        }
        inputs++;
        ChangeLog changes = begun().things().changes();
        int firstChange = changes.count();
        ActionResult stored = Records.result(input.getResult());
        ActionResult result = rules.apply(avatar, stored.sequence(), Records.action(input), frame.getTick());
        compare(frame, "the result of player " + input.getPlayerId() + "'s action", stored, result);
        int changeCount = changes.count() - firstChange;
        compare(frame, "how many things action " + stored.sequence() + " changes", input.getChangeCount(), changeCount);
    }

    private void compareChanges(FrameRecord frame) {
        EntityTable things = begun().things();
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
        if (!stored.equals(replayed)) {
            add(frame, what + " is stored as " + line(stored) + ", and replayed is " + line(replayed));
        }
    }

    private static String line(@Nullable Object value) {
        return String.valueOf(value).replaceAll("\\s+", " ").strip();
    }

    private void add(FrameRecord frame, String what) {
        differenceCount++;
        if (differences.size() < MAX_KEPT) {
            differences.add(new Difference(frame.getNumber(), what));
        }
    }

    /** When the last frame has been replayed. */
    public Replayed end() {
        Realm region = begun();
        long hash = hash(region, avatars.values());
        Realm stored = realms.apply(new EntityIds(end.nextEntityId(), end.entityIdLimit()));
        end.things().forEach(stored::add);
        long storedHash = hash(
                stored,
                end.avatars().stream()
                        .map(avatar -> new Avatar(withoutResults(avatar)))
                        .toList());
        return new Replayed(first, last, inputs, List.copyOf(differences), differenceCount, hash, storedHash);
    }

    /** Of everything but where people stand and their newest results, which a frame alone doesn't say. */
    private static long hash(Realm region, Iterable<Avatar> avatars) {
        long sum = region.things().contentHash() + SplitMix64.mix(region.ids().next());
        for (Avatar avatar : avatars) {
            sum += new Avatar(withoutResults(avatar.state()).at(0, 0, 0)).contentHash();
        }
        return sum;
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
