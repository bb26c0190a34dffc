package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.Action;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/** What a {@link WorldStore} answers to a {@link RegionHost}. */
public sealed interface StoreEvent {
    /** For a region in one of its tenures; what comes for an earlier one is out of date. */
    sealed interface ForRegion extends StoreEvent {
        RegionId region();

        long tenure();
    }

    record RegionTaken(RegionId region, long tenure, RecoveredRegion recovered) implements ForRegion {}

    /** The region could not be taken, or something that its loop needs could not be had: it has to be taken again. */
    record RegionFailed(RegionId region, long tenure, String why) implements ForRegion {}

    /** @param nanos how long the answer has taken */
    record CommitAnswered(RegionId region, long tenure, StoreJournal.Outcome outcome, long nanos)
            implements ForRegion {}

    record AvatarRead(RegionId region, long tenure, long playerId, StoredPlayer stored) implements ForRegion {}

    /** The avatar is damaged, or could not be had: the player can't enter, and everybody else goes on. */
    record AvatarNotRead(RegionId region, long tenure, long playerId, String why) implements ForRegion {}

    /** @param to beyond the block's last id */
    record IdsTaken(RegionId region, long tenure, long from, long to) implements ForRegion {}

    /** @param pageCount in how many pages the chunk is stored */
    record ChunkRead(RegionId region, long tenure, long chunk, ChunkColumns columns, int pageCount)
            implements ForRegion {}

    record ChunkNotRead(RegionId region, long tenure, long chunk) implements ForRegion {}

    /** Whose the region is, as it was asked. */
    record EpochRead(RegionId region, long tenure, long storedEpoch) implements ForRegion {}

    /** The region has another owner now, whose epoch this is. */
    record RegionFenced(RegionId region, long tenure, long storedEpoch) implements ForRegion {}

    record InboxRead(RegionId region, long tenure, List<Parcel> parcels, boolean hasMore) implements ForRegion {}

    /** @param home where the player's avatar is, or will be made */
    record HomeFound(long playerId, long sessionId, RegionId home) implements StoreEvent {}

    record HomeNotFound(long playerId, long sessionId) implements StoreEvent {}

    /** @param isLogged whether the input is durable */
    record InputAnswered(LoggedInput input, RegionId region, boolean isLogged) implements StoreEvent {}

    /** The store is gone for good: nothing more will be durable. */
    record StoreGone(String why) implements StoreEvent {}

    /** An action that came while its home was not up. */
    record LoggedInput(long playerId, long sessionId, long sequence, Action action) {}

    /**
     * What the store has of a player.
     *
     * @param avatar null for somebody who has never been in the world
     * @param home the region whose frames tell of the avatar
     * @param isArriving whether the avatar lies in its home's inbox, in a parcel that nobody has taken yet
     * @param logged actions that came while the home was not up, in the order of their sequences
     */
    record StoredPlayer(@Nullable AvatarState avatar, RegionId home, boolean isArriving, List<LoggedInput> logged) {}
}
