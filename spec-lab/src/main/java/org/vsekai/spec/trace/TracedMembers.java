package org.vsekai.spec.trace;

import java.util.List;

/** The players who entered a region, who left, and who came over the border, as a frame stores it. */
public record TracedMembers(List<Long> joined, List<Long> left, List<Long> arrived) {
    String joinedTla() {
        return players(joined);
    }

    String leftTla() {
        return players(left);
    }

    String arrivedTla() {
        return players(arrived);
    }

    private static String players(List<Long> players) {
        return Tla.set(players.stream().map(TracedAvatar::name));
    }
}
