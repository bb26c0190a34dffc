package org.vsekai.world;

import org.jspecify.annotations.Nullable;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Actor;
import org.vsekai.game.Avatar;
import org.vsekai.game.Crowd;
import org.vsekai.game.Reason;
import org.vsekai.game.Survival;
import org.vsekai.sim.RegionId;
import org.vsekai.world.deal.DealEffects;
import org.vsekai.world.deal.Deals;
import org.vsekai.world.deal.Message;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.Parcel;

/** What is atomic over several players or regions, between one region's loop and {@link Deals}. Confined to the region's thread. */
final class RegionDeals implements Crowd, DealEffects, ParcelHandler {
    private final RegionParts parts;
    private final RegionPlayers players;
    private final Deals deals;
    private final DealNotes notes = new DealNotes();

    /** Where the changes of what is handled at present begin. */
    private int firstChange;

    /** @param stored what was open when the region was left; the avatars it concerns are in memory */
    RegionDeals(RegionParts parts, RegionPlayers players, OpenDeals stored) {
        this.parts = parts;
        this.players = players;
        deals = new Deals(parts.realm(), new Survival(parts.realm(), this), this, this);
        deals.restore(stored);
    }

    // ---- the tick ----

    @Override
    public void onParcel(Parcel parcel, long tick) {
        begin();
        deals.onMessage(Records.region(parcel.getId().getSender()), DealRecords.message(parcel), tick);
        notes.took(parcel);
    }

    /** After the tick's parcels. */
    void onTick(long tick) {
        begin();
        deals.onTick(tick);
    }

    /** Instead of a turn: not everything that open transactions concern is in memory. */
    void onWait() {
        if (!deals.open().isEmpty()) {
            notes.waited();
        }
    }

    /** A crossing was taken, with its things. */
    void onArrival(Parcel parcel) {
        notes.next();
        notes.took(parcel);
    }

    /** Applies a player's next action, or begins it. The player has none open. */
    Deals.Taken onAction(Presence player, long sequence, Action action, long tick) {
        begin();
        Deals.Taken taken = deals.onAction(player.avatar(), sequence, action, tick);
        if (taken == Deals.Taken.OPEN) {
            notes.began(
                    new TransactionId(player.playerId(), sequence),
                    parts.frame().appliedCount());
            parts.counters().count(WorldCounter.TRANSACTIONS_BEGUN);
        }
        return taken;
    }

    private void begin() {
        firstChange = parts.realm().things().changes().count();
        notes.next();
    }

    /** Before anybody is sent off: the frame tells of whoever was touched here, those too who leave with it. */
    void addToFrame() {
        for (Avatar avatar : parts.realm().touchedAvatars()) {
            Presence player = players.find(avatar.playerId());
            if (player != null) {
                parts.frame().touched(player);
            }
        }
        parts.frame().deals(deals.changes(), notes);
    }

    void endTick() {
        deals.endTick();
        notes.clear();
    }

    // ---- what can be asked ----

    /** Whether an action of the player is open: later ones must wait. */
    boolean isActing(long playerId) {
        return deals.isActing(playerId);
    }

    /** Whether the player must stay at home here, and in memory. */
    boolean isHeld(long playerId) {
        return deals.isHeld(playerId);
    }

    /** Whether the region has its part in a transaction that is not decided. */
    boolean isPart(TransactionId id) {
        return deals.isPart(id);
    }

    OpenDeals open() {
        return deals.open();
    }

    /** Whether all that open transactions may change is in memory; as long as they are open it is asked for, and so it stays. */
    boolean areReady(RegionChunks chunks) {
        OpenDeals open = deals.open();
        boolean isReady = true;
        for (WorldTransaction transaction : open.transactions()) {
            isReady &= isReady(chunks, transaction.actor());
        }
        for (OpenPart part : open.parts()) {
            isReady &= isReady(chunks, part.actor());
        }
        return isReady;
    }

    private static boolean isReady(RegionChunks chunks, Actor actor) {
        return chunks.isReadyAt(actor.place().xMicros(), actor.place().zMicros());
    }

    // ---- for the transactions ----

    @Override
    public @Nullable Avatar present(long playerId) {
        Presence player = players.find(playerId);
        if (player == null || !player.isPresent()) {
            return null;
        }
        notes.saw(player.avatar());
        return player.avatar();
    }

    @Override
    public @Nullable Avatar find(long playerId) {
        Presence player = players.find(playerId);
        return player == null ? null : player.avatar();
    }

    @Override
    public void send(RegionId to, Message message) {
        parts.frame().send(to, DealRecords.parcel(message));
        if (message instanceof Message.Vote vote && vote.answer().isYes()) {
            parts.counters().count(WorldCounter.PARTS_SET_ASIDE);
        }
    }

    @Override
    public void decided(Avatar actor, Action action, ActionResult result) {
        Presence player = players.find(actor.playerId());
        if (player == null) {
            throw new IllegalStateException("whose action is decided is in memory: " + actor.playerId());
        }
        int changeCount = parts.realm().things().changes().count() - firstChange;
        player.actionApplied();
        parts.frame().applied(player, new FrameBuilder.Outcome(action, result, firstChange, changeCount, notes.seen()));
        parts.counters().count(WorldCounter.ACTIONS_APPLIED);
        if (result.reason() != Reason.OK) {
            parts.counters().count(WorldCounter.ACTIONS_REFUSED_BY_RULES);
        }
        if (result.reason() == Reason.NO_ANSWER) {
            parts.counters().count(WorldCounter.TRANSACTIONS_UNANSWERED);
        }
    }
}
