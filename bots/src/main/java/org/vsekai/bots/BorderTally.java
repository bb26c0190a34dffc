package org.vsekai.bots;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.Entity;

/**
 * How much of what happened happened over borders: by the regions whose frames answer, so by the server's own word. Confined
 * to the fleet's thread.
 */
final class BorderTally {
    private final Map<Long, Region> homes = new HashMap<>();
    private long crossings;
    private long walls;
    private long strikes;
    private long deals;

    /** A frame of that region answers the player: it is where the player is at home now. */
    void onAnswered(long playerId, Region region) {
        Region before = homes.put(playerId, region);
        if (before != null && !before.equals(region)) {
            crossings++;
        }
    }

    /** @param target what was struck or picked up, as far as it is known */
    void onDone(long playerId, Action action, @Nullable Entity target) {
        Region home = homes.get(playerId);
        if (home == null) {
            return;
        }
        switch (action.getKindCase()) {
            case BUILD -> walls += isOverBorder(action.getBuild(), home) ? 1 : 0;
            case HARVEST, INTERACT ->
                strikes += target != null && !Region.of(target).equals(home) ? 1 : 0;
            case GIFT -> deals += isElsewhere(action.getGift().getToPlayerId(), home);
            case ACCEPT -> deals += isElsewhere(action.getAccept().getFromPlayerId(), home);
            default -> {}
        }
    }

    /** How often players were answered by another region than before. */
    long crossings() {
        return crossings;
    }

    /** Walls that lie in two regions, or in another than their builder's. */
    long walls() {
        return walls;
    }

    /** Strikes and pick-ups in another region than the player's. */
    long strikes() {
        return strikes;
    }

    /** Gifts and trades between players of different regions. */
    long deals() {
        return deals;
    }

    private int isElsewhere(long playerId, Region home) {
        Region other = homes.get(playerId);
        return other == null || other.equals(home) ? 0 : 1;
    }

    private static boolean isOverBorder(Build build, Region home) {
        double radians = Math.toRadians(build.getYawDegrees());
        long half = Economy.WALL_LENGTH_MM * Units.MICROS_PER_MM / 2;
        long east = Math.round(half * Math.cos(radians));
        long south = Math.round(-half * Math.sin(radians));
        long x = build.getPosition().getXMicros();
        long z = build.getPosition().getZMicros();
        return !Region.at(x, z).equals(home) || !Region.at(x + east, z + south).equals(Region.at(x - east, z - south));
    }
}
