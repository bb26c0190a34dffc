package org.vsekai.archive.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Rules;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.TransactionRecord;

/**
 * In each frame items are conserved: what players, the ground, open transactions and what is sent gained was lost by others, came in
 * a parcel, or was made by an action; and what they lost was given, used up, or rotted. Frames of other rules are passed over.
 */
final class LedgerCheck {
    private final FrameRecord frame;

    /** What is more after the frame than can be explained, by item. */
    private final Map<Integer, Long> surplus = new TreeMap<>();

    private LedgerCheck(FrameRecord frame) {
        this.frame = frame;
    }

    static void check(FrameRecord frame, byte[] key, Findings findings) {
        if (!RegionReplay.isReplayable(frame)) {
            return;
        }
        LedgerCheck ledger = new LedgerCheck(frame);
        ledger.sumUp();
        ledger.surplus.forEach((item, count) -> findings.check(
                count == 0,
                key,
                Math.abs(count) + " of " + name(item) + (count > 0 ? " come from nowhere" : " are lost") + " in frame "
                        + frame.getNumber()));
    }

    static String name(int item) {
        return ItemKind.ofCode(item).map(ItemKind::name).orElse("item " + item);
    }

    private void sumUp() {
        frame.getAvatarsBeforeList().forEach(this::addAvatar);
        frame.getChangesList().forEach(this::addChange);
        frame.getTransactionsList().forEach(open -> addEscrow(open, 1));
        frame.getTransactionsBeforeList().forEach(open -> addEscrow(open, -1));
        frame.getSentList().forEach(parcel -> addParcel(parcel, 1));
        frame.getTakenParcelsList().forEach(taken -> addParcel(taken.getParcel(), -1));
        frame.getInputsList().forEach(this::explain);
        frame.getReceiptsList().forEach(this::explain);
    }

    private void add(int item, long count) {
        surplus.merge(item, count, Long::sum);
    }

    private void add(List<ItemCount> items, int sign) {
        items.forEach(stack -> add(stack.getItem(), (long) sign * stack.getCount()));
    }

    // ---- what is more or less ----

    private void addAvatar(AvatarBefore before) {
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            if (avatar.getPlayerId() == before.getPlayerId()) {
                add(avatar.getInventoryList(), 1);
                add(before.getInventoryList(), -1);
            }
        }
    }

    private void addChange(EntityChange change) {
        EntityRecord before = change.getBefore();
        EntityRecord after = change.getAfter();
        addItem(after, 1);
        addItem(before, -1);
        boolean isRotten = !change.hasAfter()
                && isItem(before)
                && before.getReadyAtTick() > 0
                && before.getReadyAtTick() <= frame.getTick();
        if (isRotten) {
            addItem(before, 1);
        }
        if (after.getKind() == EntityKind.TREE.code() && before.getHp() > 0 && after.getHp() == 0) {
            add(ItemKind.WOOD.code(), -Rules.WOOD_FROM_FALL);
        }
    }

    private static boolean isItem(EntityRecord entity) {
        return entity.getKind() == EntityKind.ITEM.code();
    }

    private void addItem(EntityRecord entity, int sign) {
        if (isItem(entity)) {
            add(entity.getVariant(), (long) sign * entity.getCount());
        }
    }

    private void addEscrow(TransactionRecord open, int sign) {
        for (PartyRecord party : open.getPartiesList()) {
            add(party.getAnswer().getHandsOverList(), sign);
        }
    }

    private void addParcel(Parcel parcel, int sign) {
        add(parcel.getVote().getAnswer().getHandsOverList(), sign);
        add(parcel.getDecision().getItemsList(), sign);
        parcel.getCrossing().getThingsList().forEach(thing -> addItem(thing, sign));
    }

    // ---- what explains it ----

    private void explain(AppliedInput input) {
        if (input.getResult().getReason() != 0) {
            return;
        }
        if (input.hasBuild()) {
            add(ItemKind.WOOD.code(), Rules.WALL_WOOD_COST);
        } else if (input.hasHarvest()) {
            // What was struck here is among the changes; what was struck beyond a border yields by its receipt.
            int struck = kindOf(input.getHarvest().getTargetId());
            if (struck == EntityKind.TREE.code()) {
                add(ItemKind.WOOD.code(), -Rules.WOOD_PER_STRIKE);
            } else if (struck == EntityKind.ROCK.code()) {
                add(ItemKind.STONE.code(), -Rules.STONE_PER_STRIKE);
            }
        }
    }

    private int kindOf(long id) {
        for (EntityChange change : frame.getChangesList()) {
            if (change.getBefore().getId() == id) {
                return change.getBefore().getKind();
            }
        }
        return 0;
    }

    private void explain(Receipt receipt) {
        if (receipt.getReason() == 0) {
            receipt.getPartiesList().forEach(party -> add(party.getAnswer().getYieldsList(), -1));
        }
    }
}
