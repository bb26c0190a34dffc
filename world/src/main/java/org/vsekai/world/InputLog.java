package org.vsekai.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.StoreEvent.InputAnswered;
import org.vsekai.world.StoreEvent.LoggedInput;

/**
 * The actions that are on their way to the store's log: at most as many of a player as may be in flight, and handed on together,
 * in the order of their sequences, once all of them are durable. Confined to the host's thread.
 */
final class InputLog {
    private final WorldStore store;
    private final Map<Long, UnderWay> byPlayer = new HashMap<>();

    private static final class UnderWay {
        int awaited;
        final List<LoggedInput> durable = new ArrayList<>();
    }

    InputLog(WorldStore store) {
        this.store = store;
    }

    /** False when too many of the player's are under way. */
    boolean log(RegionId region, RegionInput.Act act) {
        UnderWay underWay = byPlayer.computeIfAbsent(act.playerId(), first -> new UnderWay());
        if (underWay.awaited + underWay.durable.size() >= AvatarState.RECENT_RESULTS) {
            return false;
        }
        underWay.awaited++;
        store.logInput(new LoggedInput(act.playerId(), act.sessionId(), act.sequence(), act.action()), region);
        return true;
    }

    /** Those of the player that are durable, once no more is awaited. */
    List<LoggedInput> onAnswered(InputAnswered answer) {
        UnderWay underWay = byPlayer.get(answer.input().playerId());
        if (underWay == null) {
            return List.of();
        }
        underWay.awaited--;
        if (answer.isLogged()) {
            underWay.durable.add(answer.input());
        }
        if (underWay.awaited > 0) {
            return List.of();
        }
        byPlayer.remove(answer.input().playerId());
        underWay.durable.sort(Comparator.comparingLong(LoggedInput::sequence));
        return underWay.durable;
    }
}
