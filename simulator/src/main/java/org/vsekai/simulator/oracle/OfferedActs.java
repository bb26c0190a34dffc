package org.vsekai.simulator.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.Action;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.v1.AppliedInput;

/**
 * What the gateways of a run handed to the world: nothing else may be applied, and only in its own session's name. What
 * waited in the input log has no session any more.
 */
public final class OfferedActs {
    private record Act(int life, long sessionId, long sequence, Action action) {}

    private final Map<Long, Set<Act>> byPlayer = new HashMap<>();

    /** The gateway of a life has offered an input. */
    public void onOffer(int life, RegionInput input) {
        if (input instanceof RegionInput.Act act) {
            byPlayer.computeIfAbsent(act.playerId(), id -> new HashSet<>())
                    .add(new Act(life, act.sessionId(), act.sequence(), act.action()));
        }
    }

    /** @param mayBeOlder it may be of an earlier session or life */
    boolean has(int life, DurableFrame.PlayerResult result, AppliedInput stored, boolean mayBeOlder) {
        for (Act act : byPlayer.getOrDefault(result.playerId(), Set.of())) {
            if ((mayBeOlder || (act.life == life && act.sessionId == result.sessionId()))
                    && act.sequence == result.result().sequence()
                    && isSame(act.action, stored)) {
                return true;
            }
        }
        return false;
    }

    /** All that the player asked for, whom and how much included. */
    private static boolean isSame(Action action, AppliedInput stored) {
        AppliedInput asked = StoredForm.of(action);
        return asked.getActionCase() == stored.getActionCase()
                && asked.equals(stored.toBuilder()
                        .clearPlayerId()
                        .clearResult()
                        .clearFirstChange()
                        .clearChangeCount()
                        .clearSeen()
                        .build());
    }
}
