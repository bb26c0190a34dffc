package org.vsekai.game;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Units;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

/** Which other regions an action may concern. Confined to the region's thread. */
final class Neighbourhood {
    /** How far the home of somebody near may be from where that player stands: crossing comes a little behind the border. */
    private static final int BEYOND_BORDER_MM = 4_000;

    private final Realm realm;
    private final Crowd crowd;

    Neighbourhood(Realm realm, Crowd crowd) {
        this.realm = realm;
        this.crowd = crowd;
    }

    /** The regions to ask, in order; none where all that the action can concern is here. */
    List<RegionId> othersIn(Avatar avatar, Action action) {
        return switch (action) {
            case Action.Harvest harvest -> aroundThing(avatar, harvest.targetId());
            case Action.Interact interact -> aroundThing(avatar, interact.targetId());
            case Action.Build build -> others(build.xMicros(), build.zMicros(), Building.WALL_VICINITY_MM);
            case Action.Gift gift -> aroundPlayer(avatar, gift.toPlayerId());
            case Action.Offer offer -> offer.withdraws() ? List.of() : aroundPlayer(avatar, offer.toPlayerId());
            case Action.Accept accept -> aroundPlayer(avatar, accept.fromPlayerId());
            case Action.Idle idle -> List.of();
        };
    }

    private List<RegionId> aroundThing(Avatar avatar, long id) {
        return realm.rowNear(avatar.place(), id) != EntityTable.NONE
                ? List.of()
                : others(avatar.xMicros(), avatar.zMicros(), Rules.REACH_MM);
    }

    private List<RegionId> aroundPlayer(Avatar avatar, long playerId) {
        return crowd.present(playerId) != null
                ? List.of()
                : others(avatar.xMicros(), avatar.zMicros(), Rules.TRADE_REACH_MM + BEYOND_BORDER_MM);
    }

    /** The other regions of the world that have a point within a square around one in the world. */
    private List<RegionId> others(long x, long z, long distanceMm) {
        Bounds bounds = realm.bounds();
        if (!bounds.contains(x, z)) {
            return List.of();
        }
        long distance = distanceMm * Units.MICROS_PER_MM;
        RegionId first =
                RegionId.at(Math.max(bounds.minXMicros(), x - distance), Math.max(bounds.minZMicros(), z - distance));
        RegionId last = RegionId.at(
                Math.min(bounds.maxXMicros() - 1, x + distance), Math.min(bounds.maxZMicros() - 1, z + distance));
        List<RegionId> regions = new ArrayList<>();
        for (int regionX = first.x(); regionX <= last.x(); regionX++) {
            for (int regionZ = first.z(); regionZ <= last.z(); regionZ++) {
                RegionId region = new RegionId(regionX, regionZ);
                if (!region.equals(realm.region())) {
                    regions.add(region);
                }
            }
        }
        return regions;
    }
}
