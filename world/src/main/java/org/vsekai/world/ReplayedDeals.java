package org.vsekai.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.Crowd;
import org.vsekai.game.Place;
import org.vsekai.game.Realm;
import org.vsekai.game.Survival;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.RegionId;
import org.vsekai.world.deal.DealEffects;
import org.vsekai.world.deal.Deals;
import org.vsekai.world.deal.Message;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.BegunAction;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.SeenPlayer;
import org.vsekai.world.v1.TakenParcel;

/**
 * The actions and transactions of a region that is replayed: what parcels said and who was seen where comes from the frames, what
 * follows from it is decided again and compared. Confined to one thread.
 */
final class ReplayedDeals implements Crowd, DealEffects {
    private final Realm realm;
    private final Map<Long, Avatar> avatars;
    private final ReplayDifferences differences;
    private final Deals deals;
    private final Map<Long, SeenPlayer> seen = new HashMap<>();
    private final List<Parcel> sent = new ArrayList<>();
    private FrameRecord frame = FrameRecord.getDefaultInstance();

    /** How many of the frame's inputs have been applied, and where the changes of the present one begin. */
    private int applied;

    private int firstChange;
    private long inputs;

    /** @param avatars those at home in the region, at any time */
    ReplayedDeals(Realm realm, Map<Long, Avatar> avatars, OpenDeals open, ReplayDifferences differences) {
        this.realm = realm;
        this.avatars = avatars;
        this.differences = differences;
        deals = new Deals(realm, new Survival(realm, this), this, this);
        deals.restore(open);
    }

    /** How many actions were applied in all. */
    long inputs() {
        return inputs;
    }

    OpenDeals open() {
        return deals.open();
    }

    // ---- a frame, in the order of its tick ----

    void begin(FrameRecord next) {
        frame = next;
        applied = 0;
    }

    void take(TakenParcel taken) {
        next(taken.getSeenList());
        Parcel parcel = taken.getParcel();
        deals.onMessage(Records.region(parcel.getId().getSender()), DealRecords.message(parcel), frame.getTick());
    }

    /** After the frame's parcels. */
    void decide() {
        next(List.of());
        if (!frame.getTransactionsWaited()) {
            deals.onTick(frame.getTick());
        }
    }

    /** What is left of the frame's inputs, and the actions that it began. */
    void act() {
        int begun = 0;
        while (applied < frame.getInputsCount() || begun < frame.getBegunCount()) {
            boolean begins = begun < frame.getBegunCount()
                    && (frame.getBegun(begun).getInputsBefore() <= applied || applied >= frame.getInputsCount());
            if (begins) {
                beginAction(frame.getBegun(begun++));
            } else {
                apply(frame.getInputs(applied));
            }
        }
    }

    private void apply(AppliedInput input) {
        int index = applied;
        Avatar avatar = avatars.get(input.getPlayerId());
        if (avatar == null) {
            differences.add(frame, "player " + input.getPlayerId() + " acts, and has no avatar");
        } else {
            next(input.getSeenList());
            long sequence = input.getResult().getSequence();
            Deals.Taken taken = deals.onAction(avatar, sequence, Records.action(input), frame.getTick());
            compare("what becomes of " + text(avatar, sequence), Deals.Taken.DONE, taken);
        }
        applied = index + 1;
    }

    private void beginAction(BegunAction begun) {
        WorldTransaction transaction = frame.getTransactionsList().stream()
                .filter(record -> record.getId().equals(begun.getId()))
                .map(DealRecords::transaction)
                .findFirst()
                .orElse(null);
        Avatar avatar = avatars.get(begun.getId().getPlayerId());
        if (transaction == null || avatar == null) {
            differences.add(frame, "player " + begun.getId().getPlayerId() + " begins what is not stored");
            return;
        }
        next(begun.getSeenList());
        Place place = transaction.actor().place();
        avatar.placeAt(place.xMicros(), place.yMicros(), place.zMicros());
        long sequence = begun.getId().getSequence();
        Deals.Taken taken = deals.onAction(avatar, sequence, transaction.action(), frame.getTick());
        compare("what becomes of " + text(avatar, sequence), Deals.Taken.OPEN, taken);
    }

    private void next(List<SeenPlayer> nowSeen) {
        seen.clear();
        nowSeen.forEach(player -> seen.put(player.getPlayerId(), player));
        firstChange = realm.things().changes().count();
    }

    private static String text(Avatar avatar, long sequence) {
        return "action " + sequence + " of player " + avatar.playerId();
    }

    /** When the frame's tick is over. */
    void end() {
        compare("the number of inputs", frame.getInputsCount(), applied);
        FrameRecord.Builder changes = FrameRecord.newBuilder();
        DealRecords.addTo(changes, deals.changes());
        compare("open transactions", frame.getTransactionsList(), changes.getTransactionsList());
        compare("decided transactions", frame.getDecidedTransactionsList(), changes.getDecidedTransactionsList());
        compare("transactions before", frame.getTransactionsBeforeList(), changes.getTransactionsBeforeList());
        compare("parts", frame.getPartsList(), changes.getPartsList());
        compare("decided parts", frame.getDecidedPartsList(), changes.getDecidedPartsList());
        compare("parts before", frame.getPartsBeforeList(), changes.getPartsBeforeList());
        compare("receipts", frame.getReceiptsList(), changes.getReceiptsList());
        compare(
                "what other regions are told",
                frame.getSentList().stream()
                        .filter(DealRecords::isMessage)
                        .map(parcel -> parcel.toBuilder().clearId().build())
                        .toList(),
                List.copyOf(sent));
        forget();
    }

    /** The tick is over, whatever came of it. */
    void forget() {
        sent.clear();
        deals.endTick();
    }

    private <T> void compare(String what, T stored, T replayed) {
        differences.compare(frame, what, stored, replayed);
    }

    // ---- for the transactions ----

    @Override
    public @Nullable Avatar present(long playerId) {
        SeenPlayer there = seen.get(playerId);
        Avatar avatar = there == null ? null : avatars.get(playerId);
        if (avatar != null && there != null) {
            avatar.placeAt(there.getXMicros(), there.getYMicros(), there.getZMicros());
        }
        return avatar;
    }

    @Override
    public Avatar find(long playerId) {
        Avatar avatar = avatars.get(playerId);
        if (avatar == null) {
            throw new Check.BrokenInvariant("who is concerned is here: player " + playerId);
        }
        return avatar;
    }

    @Override
    public void send(RegionId to, Message message) {
        sent.add(DealRecords.parcel(message).setReceiver(Records.region(to)).build());
    }

    @Override
    public void decided(Avatar actor, Action action, ActionResult result) {
        inputs++;
        ChangeLog changes = realm.things().changes();
        int index = applied++;
        if (index >= frame.getInputsCount()) {
            differences.add(frame, text(actor, result.sequence()) + " is decided, which is not stored");
            return;
        }
        AppliedInput stored = frame.getInputs(index);
        compare("who acts", stored.getPlayerId(), actor.playerId());
        compare("the action", Records.action(stored), action);
        compare("the result of player " + actor.playerId() + "'s action", Records.result(stored.getResult()), result);
        int changeCount = changes.count() - firstChange;
        compare("how many things action " + result.sequence() + " changes", stored.getChangeCount(), changeCount);
        compare(
                "which changes are those of action " + result.sequence(),
                stored.getFirstChange(),
                changeCount == 0 ? 0 : firstChange);
    }
}
