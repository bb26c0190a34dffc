package org.vsekai.game;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.core.Check;

/**
 * What open transactions hold of a region's things and ground: nobody else may have it meanwhile. Follows from what is set aside,
 * and is made anew from that after a restart. Confined to the region's thread.
 */
final class Reservations {
    private final Map<Long, Integer> blows = new HashMap<>();
    private final List<Action.Build> ground = new ArrayList<>();
    private int rooms;

    void addBlow(long targetId) {
        blows.merge(targetId, 1, Integer::sum);
    }

    void removeBlow(long targetId) {
        Check.that(blows.containsKey(targetId), "a blow was set aside", targetId);
        blows.computeIfPresent(targetId, (id, count) -> count == 1 ? null : count - 1);
    }

    /** How many hp of a thing are set aside. */
    int reservedHp(long targetId) {
        return blows.isEmpty() ? 0 : blows.getOrDefault(targetId, 0) * Rules.STRIKE_HP;
    }

    void addGround(Action.Build build) {
        ground.add(build);
    }

    void removeGround(Action.Build build) {
        Check.that(ground.remove(build), "the ground was set aside");
    }

    /** Where structures may come to stand. */
    List<Action.Build> ground() {
        return ground;
    }

    /** Keeps room for one thing more. */
    void addRoom() {
        rooms++;
    }

    void removeRoom() {
        Check.that(rooms > 0, "room was kept");
        rooms--;
    }

    int rooms() {
        return rooms;
    }
}
