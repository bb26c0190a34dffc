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
import org.vsekai.game.Items;
import org.vsekai.game.Realm;
import org.vsekai.game.Rules;
import org.vsekai.game.StandingOffer;
import org.vsekai.game.ThingChange;
import org.vsekai.game.Things;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.world.CommitBatch.StoredFrame;
import org.vsekai.world.v1.FrameRecord;

/** Gathers what one tick does, and makes the frame of it: once to be stored and once to be shown. Confined to the region's thread. */
final class FrameBuilder {
    /** A frame that is made and not yet durable. */
    record MadeFrame(DurableFrame frame, StoredFrame stored, int size) {}

    /** When a frame was made: in the world's time, and by the machine's wall clock. */
    record Moment(long tick, long unixMillis) {}

    /** @param firstChange the changes that the action was the first to make begin with this one */
    private record Applied(
            Presence player, long sessionId, Action action, ActionResult result, int firstChange, int changeCount) {}

    private record Entered(Presence player, long sessionId, boolean isNew) {}

    private final List<Applied> applied = new ArrayList<>();
    private final List<Entered> joined = new ArrayList<>();
    private final List<DurableFrame.Left> left = new ArrayList<>();

    /** The avatars that the tick touched, in the order of the first touch. */
    private final Map<Long, Presence> touched = new LinkedHashMap<>();

    /**
     * An action was applied.
     *
     * @param changes of the tick, the action's included
     * @param firstChange how many there were before it
     */
    void applied(Presence player, Action action, ActionResult result, ChangeLog changes, int firstChange) {
        applied.add(
                new Applied(player, player.sessionId(), action, result, firstChange, changes.count() - firstChange));
        touched.put(player.playerId(), player);
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

    /** Whether the tick has done nothing that is stored. */
    boolean isEmpty(ChangeLog changes) {
        return touched.isEmpty() && changes.count() == 0;
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
                .setNextEntityId(realm.ids().next());
        List<ThingChange> changes = addChanges(realm.things(), record);
        Map<Long, AvatarState> avatars = addAvatars(record);
        DurableFrame frame = new DurableFrame(
                number,
                made.tick(),
                changes,
                addInputs(record, avatars),
                addJoined(record, avatars),
                List.copyOf(left),
                List.copyOf(avatars.values()),
                offers());
        left.forEach(leaver -> record.addLeftPlayerIds(leaver.playerId()));
        applied.clear();
        joined.clear();
        left.clear();
        touched.clear();
        byte[] bytes = record.build().toByteArray();
        return new MadeFrame(frame, new StoredFrame(number, FrameParts.split(bytes)), bytes.length);
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

    /** Of an offer that is replaced by one to somebody else, both are told. */
    private List<DurableFrame.OfferMade> offers() {
        List<DurableFrame.OfferMade> offers = new ArrayList<>();
        for (Presence player : touched.values()) {
            StandingOffer now = player.avatar().offer();
            StandingOffer before =
                    player.avatar().isTouched() ? player.avatar().offerBefore() : now;
            if (Objects.equals(before, now)) {
                continue;
            }
            if (before != null && (now == null || now.toPlayerId() != before.toPlayerId())) {
                offers.add(new DurableFrame.OfferMade(
                        player.playerId(), before.toPlayerId(), before.sequence(), Items.NONE, Items.NONE));
            }
            if (now != null) {
                offers.add(new DurableFrame.OfferMade(
                        player.playerId(), now.toPlayerId(), now.sequence(), now.gives(), now.wants()));
            }
        }
        return List.copyOf(offers);
    }

    private Map<Long, AvatarState> addAvatars(FrameRecord.Builder record) {
        Map<Long, AvatarState> states = new LinkedHashMap<>();
        for (Presence player : touched.values()) {
            AvatarState state = player.avatar().state();
            states.put(state.playerId(), state);
            record.addAvatars(Records.avatarInFrame(state));
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
            record.addInputs(Records.input(playerId, input.action(), input.result()).toBuilder()
                    .setFirstChange(input.changeCount() == 0 ? 0 : input.firstChange())
                    .setChangeCount(input.changeCount()));
            results.add(new DurableFrame.PlayerResult(
                    playerId,
                    input.sessionId(),
                    input.result(),
                    Deeds.of(input.action(), input.result().reason()),
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
