package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vsekai.game.AvatarState;

/**
 * The actions of those whose last one is not decided yet, in the order of their sequences. In memory only: whoever sent them
 * sends them again. At most as many of a player as may be in flight. Confined to the region's thread.
 */
final class WaitingActions {
    private final Map<Long, ArrayDeque<RegionInput.Act>> byPlayer = new TreeMap<>();

    /** How many of a player wait. */
    int count(long playerId) {
        ArrayDeque<RegionInput.Act> waiting = byPlayer.get(playerId);
        return waiting == null ? 0 : waiting.size();
    }

    /** False when there is no room. The sequence is the one after the newest that waits. */
    boolean offer(RegionInput.Act act) {
        ArrayDeque<RegionInput.Act> waiting = byPlayer.computeIfAbsent(act.playerId(), player -> new ArrayDeque<>());
        if (waiting.size() >= AvatarState.RECENT_RESULTS) {
            return false;
        }
        return waiting.add(act);
    }

    /** Takes out all that wait of a player. */
    List<RegionInput.Act> take(long playerId) {
        ArrayDeque<RegionInput.Act> waiting = byPlayer.remove(playerId);
        return waiting == null ? List.of() : List.copyOf(waiting);
    }

    /** Those of whom something waits, in order. */
    List<Long> players() {
        return new ArrayList<>(byPlayer.keySet());
    }
}
