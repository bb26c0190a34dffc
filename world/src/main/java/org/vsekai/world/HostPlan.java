package org.vsekai.world;

import org.vsekai.core.Check;
import org.vsekai.core.SplitMix64;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

/**
 * Which of a world's hosts has a region, and which receives a player: functions of the id alone, so that everybody agrees.
 *
 * @param hosts how many there are
 */
public record HostPlan(int hosts) {
    public HostPlan {
        Check.that(hosts > 0, "there is a host", hosts);
    }

    public int hostOf(RegionId region) {
        return Math.floorMod(SplitMix64.mix(ChunkKey.of(region.x(), region.z())), hosts);
    }

    /** The player's reception, which every input of the player goes to. */
    public int receptionOf(long playerId) {
        return Math.floorMod(SplitMix64.mix(playerId), hosts);
    }

    /** The host that an input goes to. */
    public int hostOf(RegionInput input) {
        return switch (input) {
            case RegionInput.Join join -> receptionOf(join.playerId());
            case RegionInput.Leave leave -> receptionOf(leave.playerId());
            case RegionInput.Move move -> receptionOf(move.playerId());
            case RegionInput.Act act -> receptionOf(act.playerId());
            case RegionInput.ShowChunk show -> hostOf(RegionId.ofChunk(show.chunk()));
        };
    }
}
