package org.vsekai.archive.history;

import java.util.List;
import java.util.Set;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.TransactionId;

/**
 * A step of something between players or regions.
 *
 * @param id the action that began it
 * @param players whom it concerns, the actor first
 * @param home the region that decides
 * @param others the other regions that have to do with the step
 * @param moves what changed hands in the step
 * @param entities what it is about
 * @param chunks where, on either side of a border
 */
public record HistoryDeal(
        TransactionId id,
        List<Long> players,
        RegionId home,
        List<RegionId> others,
        List<Move> moves,
        Set<Long> entities,
        Set<Long> chunks) {
    /** Items that went from one holder to another: a player, the ground, a parcel, or what the home keeps until it decides. */
    public record Move(List<ItemCount> items, String from, String to) {}
}
