package org.vsekai.replication;

import java.util.Arrays;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.SplitMix64;

/**
 * Player ids to slots, without boxing: open addressing with linear probing, at most half full; removal shifts back what
 * follows. Player ids are positive, so 0 marks an empty place. Confined to the gateway's thread; 24 bytes per slot.
 */
@HotPath
public final class SlotTable {
    /** What {@link #slotOf} answers for a player without a slot. */
    public static final int NONE = -1;

    private final long[] playerIds;
    private final int[] slots;
    private final int mask;
    private int count;

    public SlotTable(int maxSlots) {
        Check.that(maxSlots > 0 && maxSlots <= 1 << 16, "slots fit in 16 bits", maxSlots);
        int size = Integer.highestOneBit(Math.max(2, maxSlots * 2 - 1)) << 1;
        playerIds = new long[size];
        slots = new int[size];
        mask = size - 1;
    }

    public void put(long playerId, int slot) {
        Check.that(playerId > 0, "a player's id is positive", playerId);
        int at = find(playerId);
        if (playerIds[at] == 0) {
            count++;
            Check.that(count * 2 <= playerIds.length, "no more players than slots", count);
        }
        playerIds[at] = playerId;
        slots[at] = slot;
    }

    public int slotOf(long playerId) {
        int at = find(playerId);
        return playerIds[at] == 0 ? NONE : slots[at];
    }

    public void remove(long playerId) {
        int hole = find(playerId);
        if (playerIds[hole] == 0) {
            return;
        }
        count--;
        for (int at = (hole + 1) & mask; playerIds[at] != 0; at = (at + 1) & mask) {
            int home = home(playerIds[at]);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                playerIds[hole] = playerIds[at];
                slots[hole] = slots[at];
                hole = at;
            }
        }
        playerIds[hole] = 0;
    }

    public void clear() {
        Arrays.fill(playerIds, 0);
        count = 0;
    }

    private int find(long playerId) {
        int at = home(playerId);
        while (playerIds[at] != 0 && playerIds[at] != playerId) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private int home(long playerId) {
        return (int) SplitMix64.mix(playerId) & mask;
    }
}
