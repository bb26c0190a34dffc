package org.vsekai.world;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionId;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.v1.Parcel;

/**
 * A region as the store has it, owned under a fresh epoch.
 *
 * @param frame the newest durable frame
 * @param commit the newest durable commit
 * @param tick the newest tick that is known to have been
 * @param oldestFrame the oldest frame record that is kept
 * @param pageCounts how many pages each chunk has, by chunk key
 * @param dirtyChunks chunks that frames after the checkpoint have changed
 * @param avatars those that those frames have changed, and those whose items are set aside
 * @param deals what is open of transactions over several regions
 * @param inbox the oldest parcels that wait for the region
 * @param hasMoreInbox whether there may be more of them
 * @param receivers other regions that have parcels waiting: an owner before may have sent some and not told of it
 */
record RecoveredRegion(
        RegionId region,
        long epoch,
        long frame,
        long commit,
        long tick,
        long oldestFrame,
        Realm realm,
        List<AvatarState> avatars,
        Map<Long, Integer> pageCounts,
        Set<Long> dirtyChunks,
        OpenDeals deals,
        List<Parcel> inbox,
        boolean hasMoreInbox,
        Set<RegionId> receivers) {}
