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
 * @param before what they held before, where the frame changed it
 * @param input the action, where it was one
 * @param changes what became of entities by it
 * @param deal what it is of a transaction between players or regions; null where it is of none
 */
public record HistoryEvent(
        RegionId region,
        long frame,
        int index,
        long tick,
        long unixMillis,
        Kind kind,
        @Nullable AvatarRecord avatar,
        @Nullable AvatarBefore before,
        @Nullable AppliedInput input,
        List<EntityChange> changes,
        @Nullable HistoryDeal deal) {
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
