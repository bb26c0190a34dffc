package org.vsekai.world;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionId;

/**
 * A region as the store has it, owned under a fresh epoch.
 *
 * @param frame the newest durable frame
 * @param commit the newest durable commit
 * @param tick the newest tick that is known to have been
 * @param oldestFrame the oldest frame record that is kept
 * @param pageCounts how many pages each chunk has, by chunk key
 * @param dirtyChunks chunks that frames after the checkpoint have changed
 * @param dirtyPlayers players whose avatars those frames have changed
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
        Set<Long> dirtyPlayers) {}
