package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Crowd;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.Realm;
import org.vsekai.game.Survival;
import org.vsekai.game.Things;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.deal.DealEffects;
import org.vsekai.world.deal.Deals;
import org.vsekai.world.deal.Message;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/**
 * A region that is nothing but its transactions: frames in a list instead of a store, and an inbox instead of a network. What is
 * durable is the frames that were committed; everything else is lost in a crash, and made again from them.
 */
final class DealRegion implements Crowd, DealEffects {
    private static final long ID_SPACE = 1_000_000;

    /** What the regions of one world share. */
    record Surroundings(WorldShape shape, SplitMix64 random, Map<RegionId, DealRegion> regions, Players players) {}

    /** The people. */
    interface Players {
        /** What a player does next; the same for the same sequence. */
        Action next(Avatar avatar, long sequence);

        /** A result is durable. */
        void told(long playerId, Action action, ActionResult result);
    }

    private record Made(FrameRecord record, List<Told> told) {}

    private record Told(long playerId, Action action, ActionResult result) {}

    final RegionId id;
    private final Surroundings around;
    final List<FrameRecord> durable = new ArrayList<>();
    private final CheckpointRecord checkpoint;
    private final List<byte[]> firstAvatars;
    private final byte[] firstThings;

    /** By sender, in the order in which they were sent. */
    final TreeMap<RegionId, ArrayDeque<Parcel>> inbox = new TreeMap<>();

    /** What is durable, brought up to date with each commit. */
    RegionImage image;

    private final ArrayDeque<Made> made = new ArrayDeque<>();
    private final Set<ParcelId> taken = new HashSet<>();
    private final Map<Long, Avatar> avatars = new TreeMap<>();
    private final List<Parcel.Builder> sending = new ArrayList<>();
    private final List<RegionId> receivers = new ArrayList<>();
    private final List<Told> decided = new ArrayList<>();
    private Realm realm;
    private Deals deals;
    private long frame;

    DealRegion(RegionId id, Surroundings around, List<EntityState> things, List<AvatarState> people) {
        this.id = id;
        this.around = around;
        long firstId = (id.x() * 10L + id.z() + 1) * ID_SPACE;
        checkpoint = CheckpointRecord.newBuilder()
                .setNextEntityId(firstId)
                .setEntityIdLimit(firstId + ID_SPACE)
                .build();
        firstThings = Checkpointer.pages(things.stream().map(Records::entity).toList()).stream()
                .findFirst()
                .orElse(new byte[0]);
        firstAvatars = people.stream()
                .map(state -> Records.avatar(state, id).toByteArray())
                .toList();
        image = firstImage();
        realm = start(image);
        deals = restored();
    }

    private RegionImage firstImage() {
        RegionImage first = new RegionImage(checkpoint);
        first.addPage(firstThings);
        firstAvatars.forEach(first::addAvatar);
        return first;
    }

    private Realm start(RegionImage from) {
        Realm started = new Realm(
                id,
                around.shape.bounds(),
                around.shape.terrain(),
                new EntityIds(from.nextEntityId(), checkpoint.getEntityIdLimit()));
        from.things().forEach(started::add);
        started.things().forgetChanges();
        return started;
    }

    private Deals restored() {
        Deals started = new Deals(realm, new Survival(realm, this), this, this);
        image.avatars().forEach(state -> avatars.put(state.playerId(), new Avatar(state)));
        started.restore(image.deals());
        frame = image.frame();
        return started;
    }

    /** Everything that isn't durable is lost; the region comes back from its frames. */
    void crash() {
        made.clear();
        taken.clear();
        avatars.clear();
        image = firstImage();
        durable.forEach(record -> image.apply(record.getNumber(), record));
        realm = start(image);
        deals = restored();
    }

    /** One tick: some parcels, what is overdue, some actions, some crossings; and the frame of it. */
    void tick(long tick, int mostParcels, double activity) {
        List<ParcelId> takenNow = takeParcels(tick, mostParcels);
        deals.onTick(tick);
        for (Avatar avatar : List.copyOf(avatars.values())) {
            if (around.random.chance(activity) && !deals.isActing(avatar.playerId())) {
                long sequence = avatar.lastAppliedSequence() + 1;
                deals.onAction(avatar, sequence, around.players.next(avatar, sequence), tick);
            }
        }
        List<Avatar> leaving = new ArrayList<>();
        for (Avatar avatar : avatars.values()) {
            RegionId there = RegionId.at(avatar.xMicros(), avatar.zMicros());
            if (!there.equals(id) && !deals.isHeld(avatar.playerId())) {
                leaving.add(avatar);
                receivers.add(there);
                sending.add(Parcel.newBuilder()
                        .setCrossing(Crossing.newBuilder().addAvatars(Records.avatar(avatar.state(), there))));
            }
        }
        leaving.forEach(avatar -> avatars.remove(avatar.playerId()));
        close(tick, takenNow);
    }

    private List<ParcelId> takeParcels(long tick, int most) {
        List<ParcelId> takenNow = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            List<RegionId> senders = inbox.keySet().stream()
                    .filter(sender -> next(sender) != null)
                    .toList();
            if (senders.isEmpty()) {
                break;
            }
            RegionId sender = senders.get(around.random.nextInt(senders.size()));
            Parcel parcel = Objects.requireNonNull(next(sender));
            taken.add(parcel.getId());
            takenNow.add(parcel.getId());
            if (parcel.hasCrossing()) {
                AvatarState state = Records.avatar(parcel.getCrossing().getAvatars(0));
                avatars.put(state.playerId(), new Avatar(state));
            } else {
                deals.onMessage(sender, DealRecords.message(parcel), tick);
            }
        }
        return takenNow;
    }

    private @Nullable Parcel next(RegionId sender) {
        return Objects.requireNonNull(inbox.get(sender)).stream()
                .filter(parcel -> !taken.contains(parcel.getId()))
                .findFirst()
                .orElse(null);
    }

    private void close(long tick, List<ParcelId> takenNow) {
        FrameRecord.Builder record = FrameRecord.newBuilder().setTick(tick).addAllTaken(takenNow);
        addThings(record);
        Map<Long, AvatarState> touched = new LinkedHashMap<>();
        avatars.values().forEach(avatar -> touched.put(avatar.playerId(), avatar.state()));
        touched.values().stream()
                .filter(state -> !state.equals(image.avatar(state.playerId())))
                .forEach(state -> record.addAvatars(Records.avatar(state, id)));
        decided.forEach(told -> record.addInputs(Records.input(told.playerId, told.action, told.result)));
        DealRecords.addTo(record, deals.changes());
        record.setNumber(frame + 1)
                .setNextEntityId(realm.ids().next())
                .setEntityIdLimit(realm.ids().limit());
        for (int i = 0; i < sending.size(); i++) {
            record.addSent(sending.get(i)
                    .setReceiver(Records.region(receivers.get(i)))
                    .setId(ParcelId.newBuilder()
                            .setSender(Records.region(id))
                            .setFrame(frame + 1)
                            .setIndex(i)));
        }
        realm.endTick();
        boolean isEmpty = takenNow.isEmpty()
                && sending.isEmpty()
                && decided.isEmpty()
                && record.getChangesCount() == 0
                && deals.changes().isEmpty();
        if (!isEmpty) {
            frame++;
            made.add(new Made(record.build(), List.copyOf(decided)));
        }
        deals.endTick();
        sending.clear();
        receivers.clear();
        decided.clear();
    }

    private void addThings(FrameRecord.Builder record) {
        ChangeLog changes = realm.things().changes();
        for (int i = 0; i < changes.count(); i++) {
            EntityImage before = changes.before(i);
            int row = realm.things().rowOf(changes.id(i));
            EntityChange.Builder change = EntityChange.newBuilder();
            if (before != null) {
                change.setBefore(Records.entity(Things.state(before)));
            }
            if (row != EntityTable.NONE) {
                change.setAfter(Records.entity(Things.state(realm.things().image(row))));
            }
            record.addChanges(change);
        }
    }

    /** The store takes some of the frames that wait: what they send lies in its receiver's inbox, and what they did may be told. */
    void commit(int most) {
        for (int i = 0; i < most && !made.isEmpty(); i++) {
            Made next = made.removeFirst();
            durable.add(next.record);
            image.apply(next.record.getNumber(), next.record);
            for (ParcelId parcel : next.record.getTakenList()) {
                taken.remove(parcel);
                Parcel gone = Objects.requireNonNull(inbox.get(Records.region(parcel.getSender())))
                        .removeFirst();
                if (!gone.getId().equals(parcel)) {
                    throw new AssertionError("parcels of a sender are taken in order: " + gone.getId());
                }
            }
            for (Parcel parcel : next.record.getSentList()) {
                Objects.requireNonNull(around.regions.get(Records.region(parcel.getReceiver())))
                        .inbox
                        .computeIfAbsent(id, sender -> new ArrayDeque<>())
                        .addLast(parcel);
            }
            next.told.forEach(told -> around.players.told(told.playerId, told.action, told.result));
        }
    }

    boolean isQuiet() {
        return made.isEmpty()
                && inbox.values().stream().allMatch(ArrayDeque::isEmpty)
                && deals.open().transactions().isEmpty()
                && deals.open().parts().isEmpty();
    }

    /** Lets somebody walk. */
    void move(LongFunction<long[]> steps) {
        for (Avatar avatar : avatars.values()) {
            long[] step = steps.apply(avatar.playerId());
            long x = avatar.xMicros() + step[0];
            long z = avatar.zMicros() + step[1];
            avatar.placeAt(x, around.shape.terrain().heightMicros(x, z), z);
        }
    }

    /** Items that are durably here: on the ground, in inventories, with transactions, and in parcels that wait. */
    Items durableItems() {
        Items items = image.escrow();
        for (EntityState thing : image.things()) {
            items = items.plus(DealSimulationTest.contentOf(thing));
        }
        for (AvatarState avatar : image.avatars()) {
            items = items.plus(new Items(avatar.wood(), avatar.stone()));
        }
        for (ArrayDeque<Parcel> waiting : inbox.values()) {
            for (Parcel parcel : waiting) {
                items = items.plus(inParcel(parcel));
            }
        }
        return items;
    }

    private static Items inParcel(Parcel parcel) {
        if (parcel.hasCrossing()) {
            AvatarState state = Records.avatar(parcel.getCrossing().getAvatars(0));
            return new Items(state.wood(), state.stone());
        }
        return switch (DealRecords.message(parcel)) {
            case Message.Prepare prepare -> Items.NONE;
            case Message.Vote vote -> vote.answer().terms().handsOver();
            case Message.Decision decision -> decision.items();
        };
    }

    Map<Long, AvatarState> people() {
        Map<Long, AvatarState> states = new TreeMap<>();
        image.avatars().forEach(state -> states.put(state.playerId(), state));
        return states;
    }

    @Override
    public @Nullable Avatar present(long playerId) {
        return avatars.get(playerId);
    }

    @Override
    public @Nullable Avatar find(long playerId) {
        return avatars.get(playerId);
    }

    @Override
    public void send(RegionId to, Message message) {
        receivers.add(to);
        sending.add(DealRecords.parcel(message));
    }

    @Override
    public void decided(Avatar actor, Action action, ActionResult result) {
        decided.add(new Told(actor.playerId(), action, result));
    }
}
