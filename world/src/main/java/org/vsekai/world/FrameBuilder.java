package org.vsekai.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.game.ThingChange;
import org.vsekai.game.Things;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.CommitBatch.StoredAvatar;
import org.vsekai.world.CommitBatch.StoredFrame;
import org.vsekai.world.CommitBatch.Transfers;
import org.vsekai.world.CommitBatch.UsedInput;
import org.vsekai.world.deal.DealChanges;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.SeenPlayer;

/** Gathers what one tick does, and makes the frame of it: once to be stored and once to be shown. Confined to the region's thread. */
final class FrameBuilder implements Outbox {
    /**
     * A frame that is made and not yet durable.
     *
     * @param size of what it writes: the record, and what goes beside it
     */
    record MadeFrame(DurableFrame frame, StoredFrame stored, int size) {}

    /** When a frame was made: in the world's time, and by the machine's wall clock. */
    record Moment(long tick, long unixMillis) {}

    /**
     * What came of an action.
     *
     * @param firstChange the changes that it was the first to make begin with this one
     * @param seen other players that it has looked for
     */
    record Outcome(Action action, ActionResult result, int firstChange, int changeCount, List<SeenPlayer> seen) {}

    private record Applied(Presence player, long sessionId, Outcome outcome) {}

    private record Entered(Presence player, long sessionId, boolean isNew) {}

    private record Came(Presence player, long sessionId, RegionId from) {}

    private record Unaddressed(RegionId receiver, Parcel.Builder body) {}

    private final List<Applied> applied = new ArrayList<>();
    private final List<Entered> joined = new ArrayList<>();
    private final List<DurableFrame.Left> left = new ArrayList<>();
    private final List<Came> arrived = new ArrayList<>();
    private final List<DurableFrame.Departed> departed = new ArrayList<>();
    private final List<StoredAvatar> departedAvatars = new ArrayList<>();
    private final List<Unaddressed> sent = new ArrayList<>();
    private final List<ParcelId> taken = new ArrayList<>();
    private final List<UsedInput> usedUp = new ArrayList<>();
    private DealChanges deals = new DealChanges();
    private DealNotes dealNotes = new DealNotes();

    /** The avatars that the tick touched, in the order of the first touch. */
    private final Map<Long, Presence> touched = new LinkedHashMap<>();

    /** An action was applied. */
    void applied(Presence player, Outcome outcome) {
        applied.add(new Applied(player, player.sessionId(), outcome));
        touched.put(player.playerId(), player);
    }

    /** The frame stores what the player's avatar has become. */
    void touched(Presence player) {
        touched.put(player.playerId(), player);
    }

    /** What the tick has done to transactions, and by what; not to be changed before the frame is built. */
    void deals(DealChanges changes, DealNotes notes) {
        deals = changes;
        dealNotes = notes;
    }

    /** @param isNew whether the avatar was made in this tick */
    void joined(Presence player, boolean isNew) {
        joined.add(new Entered(player, player.sessionId(), isNew));
        touched.put(player.playerId(), player);
    }

    void left(Presence player, long sessionId) {
        left.add(new DurableFrame.Left(player.playerId(), sessionId));
        touched.put(player.playerId(), player);
    }

    /** The player is taken over from another region. */
    void arrived(Presence player, RegionId from) {
        arrived.add(new Came(player, player.sessionId(), from));
        touched.put(player.playerId(), player);
    }

    /** The player is another region's from the end of this frame on. */
    void departed(Presence player, RegionId to) {
        AvatarState state = player.avatar().state();
        departed.add(new DurableFrame.Departed(player.playerId(), player.sessionId(), to));
        departedAvatars.add(
                new StoredAvatar(player.playerId(), Records.avatar(state, to).toByteArray()));
    }

    @Override
    public void send(RegionId receiver, Parcel.Builder body) {
        sent.add(new Unaddressed(receiver, body));
    }

    /** The frame takes a parcel from the inbox. */
    void taken(ParcelId parcel) {
        taken.add(parcel);
    }

    /** A logged input has had its turn, whether it was applied or not. */
    void usedUp(long playerId, long sequence) {
        usedUp.add(new UsedInput(playerId, sequence));
    }

    int appliedCount() {
        return applied.size();
    }

    /** Whether the tick has done nothing that is stored. */
    boolean isEmpty(ChangeLog changes) {
        return touched.isEmpty()
                && changes.count() == 0
                && sent.isEmpty()
                && taken.isEmpty()
                && departed.isEmpty()
                && usedUp.isEmpty()
                && deals.isEmpty();
    }

    Iterable<Presence> touched() {
        return touched.values();
    }

    /** Makes the frame, and is empty again. */
    MadeFrame build(long number, Moment made, long epoch, Realm realm) {
        FrameRecord.Builder record = FrameRecord.newBuilder()
                .setNumber(number)
                .setTick(made.tick())
                .setUnixMillis(made.unixMillis())
                .setEpoch(epoch)
                .setRulesVersion(Rules.VERSION)
                .setNextEntityId(realm.ids().next())
                .setEntityIdLimit(realm.ids().limit());
        List<ThingChange> changes = addChanges(realm.things(), record);
        Map<Long, AvatarState> avatars = addAvatars(record, realm.region());
        List<Parcel> parcels = addSent(record, number, realm.region());
        record.addAllTaken(taken);
        arrived.forEach(came -> record.addArrivedPlayerIds(came.player.playerId()));
        DealRecords.addTo(record, deals);
        dealNotes.addTo(record);
        DurableFrame frame = new DurableFrame(
                number,
                made.tick(),
                changes,
                addInputs(record, avatars),
                addJoined(record, avatars),
                List.copyOf(left),
                List.copyOf(avatars.values()),
                arrived.stream()
                        .map(came -> new DurableFrame.Arrived(
                                came.player.playerId(),
                                came.sessionId,
                                Objects.requireNonNull(avatars.get(came.player.playerId())),
                                came.from))
                        .toList(),
                List.copyOf(departed));
        left.forEach(leaver -> record.addLeftPlayerIds(leaver.playerId()));
        Transfers transfers =
                new Transfers(parcels, List.copyOf(taken), List.copyOf(departedAvatars), List.copyOf(usedUp));
        forget();
        byte[] bytes = record.build().toByteArray();
        return new MadeFrame(
                frame,
                new StoredFrame(number, made.tick(), FrameParts.split(bytes), transfers),
                bytes.length + size(transfers));
    }

    private static int size(Transfers transfers) {
        int size = 0;
        for (Parcel parcel : transfers.sent()) {
            size += parcel.getSerializedSize();
        }
        for (StoredAvatar avatar : transfers.departed()) {
            size += avatar.value().length;
        }
        return size;
    }

    private void forget() {
        applied.clear();
        joined.clear();
        left.clear();
        arrived.clear();
        departed.clear();
        departedAvatars.clear();
        sent.clear();
        taken.clear();
        usedUp.clear();
        touched.clear();
    }

    private List<Parcel> addSent(FrameRecord.Builder record, long number, RegionId sender) {
        List<Parcel> parcels = new ArrayList<>(sent.size());
        for (Unaddressed parcel : sent) {
            parcels.add(parcel.body
                    .setId(ParcelId.newBuilder()
                            .setSender(Records.region(sender))
                            .setFrame(number)
                            .setIndex(parcels.size()))
                    .setReceiver(Records.region(parcel.receiver))
                    .build());
        }
        record.addAllSent(parcels);
        return List.copyOf(parcels);
    }

    private static List<ThingChange> addChanges(EntityTable things, FrameRecord.Builder record) {
        ChangeLog log = things.changes();
        List<ThingChange> changes = new ArrayList<>(log.count());
        for (int i = 0; i < log.count(); i++) {
            EntityImage image = log.before(i);
            int row = things.rowOf(log.id(i));
            EntityState before = image == null ? null : Things.state(image);
            EntityState now = row == EntityTable.NONE ? null : Things.state(things.image(row));
            record.addChanges(Records.change(things, i));
            if (before != null || now != null) {
                changes.add(new ThingChange(before, now));
            }
        }
        return List.copyOf(changes);
    }

    private Map<Long, AvatarState> addAvatars(FrameRecord.Builder record, RegionId home) {
        Map<Long, AvatarState> states = new LinkedHashMap<>();
        for (Presence player : touched.values()) {
            AvatarState state = player.avatar().state();
            states.put(state.playerId(), state);
            boolean isNewHere = arrived.stream().anyMatch(came -> came.player.playerId() == player.playerId());
            record.addAvatars(isNewHere ? Records.avatar(state, home) : Records.avatarInFrame(state, home));
            if (player.avatar().isTouched()) {
                record.addAvatarsBefore(Records.avatarBefore(player.avatar()));
            }
        }
        return states;
    }

    private List<DurableFrame.PlayerResult> addInputs(FrameRecord.Builder record, Map<Long, AvatarState> avatars) {
        List<DurableFrame.PlayerResult> results = new ArrayList<>(applied.size());
        for (Applied input : applied) {
            long playerId = input.player().playerId();
            Outcome outcome = input.outcome();
            record.addInputs(Records.input(playerId, outcome.action(), outcome.result()).toBuilder()
                    .setFirstChange(outcome.changeCount() == 0 ? 0 : outcome.firstChange())
                    .setChangeCount(outcome.changeCount())
                    .addAllSeen(outcome.seen()));
            results.add(new DurableFrame.PlayerResult(
                    playerId,
                    input.sessionId(),
                    outcome.result(),
                    Deeds.of(outcome.action(), outcome.result().reason()),
                    Objects.requireNonNull(avatars.get(playerId))));
        }
        return List.copyOf(results);
    }

    private List<DurableFrame.Joined> addJoined(FrameRecord.Builder record, Map<Long, AvatarState> avatars) {
        List<DurableFrame.Joined> entries = new ArrayList<>(joined.size());
        for (Entered entered : joined) {
            long playerId = entered.player().playerId();
            record.addJoinedPlayerIds(playerId);
            if (entered.isNew()) {
                record.addNewPlayerIds(playerId);
            }
            entries.add(new DurableFrame.Joined(
                    playerId, entered.sessionId(), Objects.requireNonNull(avatars.get(playerId))));
        }
        return List.copyOf(entries);
    }
}
