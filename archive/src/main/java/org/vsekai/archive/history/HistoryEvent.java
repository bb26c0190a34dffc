package org.vsekai.archive.history;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;

/**
 * One thing that happened: somebody did something, or something came of itself.
 *
 * @param index its place among what the frame tells
 * @param avatar whose doing it was, as the frame left them; null where it was nobody's
 * @param held what they held before, where it may have changed that
 * @param input the action, where it was one
 * @param changes what became of entities by it
 * @param deal what it is of a transaction between players or regions; null where it is of none
 * @param beyond the region that somebody crossed to or arrived from; several where the frame doesn't say from which of them
 */
public record HistoryEvent(
        RegionId region,
        long frame,
        int index,
        long tick,
        long unixMillis,
        Kind kind,
        @Nullable AvatarRecord avatar,
        @Nullable Held held,
        @Nullable AppliedInput input,
        List<EntityChange> changes,
        @Nullable HistoryDeal deal,
        List<RegionId> beyond) {
    /**
     * What somebody held before a frame. Frames tell that once, not action by action: it is told with the last event of the frame
     * that may have changed it, never with one that was refused.
     *
     * @param isAlone whether no other event of the frame may have changed it
     */
    public record Held(AvatarBefore before, boolean isAlone) {}

    public enum Kind {
        /** Of itself: grown back. */
        AGED,
        /** From another region, with what is theirs. */
        ARRIVED,
        JOINED,
        ACTED,
        /** An action began that other regions were asked about. */
        BEGAN,
        /** For an action that another region asked about: until it is decided, nobody else may have it. */
        SET_ASIDE,
        /** Another region's answer came, and others are waited for. */
        ANSWERED,
        /** What was set aside was done, since so it was decided elsewhere. */
        DONE,
        /** What was set aside was given back, since so it was decided elsewhere. */
        UNDONE,
        /** An answer came when it was decided already, and what came with it was sent back. */
        RETURNED,
        /** For another region. */
        CROSSED,
        LEFT
    }

    /** 0 for nobody. */
    public long playerId() {
        return avatar == null ? 0 : avatar.getPlayerId();
    }

    /** Whether it is an action that was refused: nothing came of it. */
    public boolean isRefused() {
        return kind == Kind.ACTED && input != null && input.getResult().getReason() != 0;
    }

    /** Whether the player may hold other things after it. */
    boolean mayChangeWhatIsHeld() {
        if (kind != Kind.ACTED) {
            return avatar != null && deal != null && moves(avatar.getPlayerId());
        }
        boolean isOfThings = input == null
                || switch (input.getActionCase()) {
                    case IDLE, OFFER -> false;
                    default -> true;
                };
        return isOfThings && !isRefused();
    }

    /** Whether something goes into a player's hands or out of them, whoever's doing that is. */
    boolean moves(long player) {
        return deal != null && deal.moves().stream().anyMatch(move -> move.isOf(player));
    }

    HistoryEvent with(Held before) {
        return new HistoryEvent(
                region, frame, index, tick, unixMillis, kind, avatar, before, input, changes, deal, beyond);
    }

    /** Everybody whom it concerns. */
    Set<Long> players() {
        Set<Long> ids = new HashSet<>();
        if (avatar != null) {
            ids.add(avatar.getPlayerId());
        }
        if (deal != null) {
            ids.addAll(deal.players());
        }
        return ids;
    }

    /** Everything that it is about. */
    Set<Long> entities() {
        Set<Long> ids = new HashSet<>();
        if (deal != null) {
            ids.addAll(deal.entities());
        }
        changes.forEach(change -> ids.add(known(change).getId()));
        if (avatar != null) {
            ids.add(avatar.getEntityId());
        }
        if (input != null) {
            ids.add(input.getResult().getEntityId());
            ids.add(input.getHarvest().getTargetId());
            ids.add(input.getInteract().getTargetId());
        }
        return ids;
    }

    /** Wherever it happened. */
    Set<Long> chunks() {
        Set<Long> chunks = new HashSet<>();
        if (deal != null) {
            chunks.addAll(deal.chunks());
        }
        for (EntityChange change : changes) {
            if (change.hasBefore()) {
                chunks.add(ChunkKey.at(
                        change.getBefore().getXMicros(), change.getBefore().getZMicros()));
            }
            if (change.hasAfter()) {
                chunks.add(ChunkKey.at(
                        change.getAfter().getXMicros(), change.getAfter().getZMicros()));
            }
        }
        if (avatar != null) {
            chunks.add(ChunkKey.at(avatar.getXMicros(), avatar.getZMicros()));
        }
        return chunks;
    }

    /** What a change is of, as it is after it, or was where it is gone. */
    static EntityRecord known(EntityChange change) {
        return change.hasAfter() ? change.getAfter() : change.getBefore();
    }
}
