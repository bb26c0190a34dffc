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
    /** Items that went from one holder to another. */
    public record Move(List<ItemCount> items, Holder from, Holder to) {
        /** Whether a player had them, or has them now. */
        boolean isOf(long playerId) {
            return from.equals(new Holder.Player(playerId)) || to.equals(new Holder.Player(playerId));
        }
    }

    /** Who or what has items; in words by its {@code toString}. */
    public sealed interface Holder {
        record Player(long id) implements Holder {
            @Override
            public String toString() {
                return "player " + id;
            }
        }

        /** @param entity what lies or lay there, 0 where that isn't said */
        record Ground(long entity) implements Holder {
            @Override
            public String toString() {
                return entity == 0 ? "the ground" : "the ground (item " + entity + ")";
            }
        }

        /** What a region keeps until it decides. */
        record Escrow(RegionId region) implements Holder {
            @Override
            public String toString() {
                return "the escrow of region " + region;
            }
        }

        /** On the way between two regions. */
        record InParcel(RegionId sender, long frame, int index) implements Holder {
            @Override
            public String toString() {
                return "parcel " + index + " of frame " + frame + " of region " + sender;
            }
        }

        /** Somewhere in a region: the frame doesn't say where. */
        record Region(RegionId region) implements Holder {
            @Override
            public String toString() {
                return "region " + region;
            }
        }

        /** They came into being. */
        record Nothing() implements Holder {
            @Override
            public String toString() {
                return "nothing";
            }
        }
    }
}
