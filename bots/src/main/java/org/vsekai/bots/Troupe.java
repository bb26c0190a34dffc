package org.vsekai.bots;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

/**
 * Who plays where. In a world of many regions, groups live around the four corners of the middle one, so that they are at home
 * in nine; those of a group may deal with each other. In a world of one region everybody is anywhere.
 */
final class Troupe {
    /** Few, so that the oracle can follow their deals. */
    private static final int GROUP = 4;

    private static final List<Haunt> CORNERS = List.of(
            new Haunt.Corner(0, 0),
            new Haunt.Corner(Units.REGION_MICROS, Units.REGION_MICROS),
            new Haunt.Corner(Units.REGION_MICROS, 0),
            new Haunt.Corner(0, Units.REGION_MICROS));

    private final int size;
    private final boolean hasBorders;

    Troupe(int size, int regionsPerSide) {
        this.size = size;
        hasBorders = regionsPerSide > 1;
    }

    /** @param number from 1 */
    static String name(int number) {
        return "Bot " + number;
    }

    Behaviour player(int number, SplitMix64 random) {
        Dealer dealer = new Dealer(new SplitMix64(random.nextLong()), partnersOf(number));
        return new Lumberjack(new SplitMix64(random.nextLong()), true, hauntOf(number), dealer);
    }

    /** @param clients in the order of their numbers */
    boolean isAtHaunts(List<PlayerClient> clients) {
        for (int i = 0; i < clients.size(); i++) {
            Behaviour.@Nullable Place place = clients.get(i).place();
            if (place == null || !hauntOf(i + 1).isWorthwhile(place)) {
                return false;
            }
        }
        return true;
    }

    private Haunt hauntOf(int number) {
        return hasBorders ? CORNERS.get(groupOf(number) % CORNERS.size()) : new Haunt.Everywhere();
    }

    private Set<String> partnersOf(int number) {
        Set<String> names = new HashSet<>();
        for (int other = 1; other <= size; other++) {
            if (other != number && groupOf(other) == groupOf(number)) {
                names.add(name(other));
            }
        }
        return names;
    }

    /** Groups are as many as the corners, or more where they would be too large. */
    private int groupOf(int number) {
        int groups = Math.max(Math.min(CORNERS.size(), size / 2), (size + GROUP - 1) / GROUP);
        return (number - 1) % Math.max(1, groups);
    }
}
