package org.vsekai.simulator.sabotage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionId;
import org.vsekai.simulator.server.Relay;
import org.vsekai.world.DurableFrame;

/** A world that tells something else than what became durable. */
final class BrokenTelling {
    private BrokenTelling() {}

    static final class Twice extends Relay {
        private final Turn turn = new Turn(20);

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            super.onFrame(region, frame);
            if (turn.comes()) {
                super.onFrame(region, frame);
            }
        }
    }

    static final class Skipping extends Relay {
        private final Turn turn = new Turn(20);

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            if (!turn.comes()) {
                super.onFrame(region, frame);
            }
        }
    }

    /** Shows a piece of wood that no frame has given yet. */
    static final class Ahead extends Relay {
        private final Turn turn = new Turn(20);

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            if (frame.avatars().isEmpty() || !turn.comes()) {
                super.onFrame(region, frame);
            } else {
                super.onFrame(
                        region,
                        with(
                                frame,
                                frame.results(),
                                frame.avatars().stream().map(Ahead::richer).toList()));
            }
        }

        private static AvatarState richer(AvatarState avatar) {
            return new AvatarState(
                    avatar.playerId(),
                    avatar.entityId(),
                    avatar.name(),
                    avatar.xMicros(),
                    avatar.yMicros(),
                    avatar.zMicros(),
                    avatar.hp(),
                    avatar.wood() + 1,
                    avatar.stone(),
                    avatar.lastAppliedSequence(),
                    avatar.lastStrikeTick(),
                    avatar.recentResults(),
                    avatar.offer());
        }
    }

    static final class Resultless extends Relay {
        private final Turn turn = new Turn(20);

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            if (frame.results().isEmpty() || !turn.comes()) {
                super.onFrame(region, frame);
            } else {
                super.onFrame(region, with(frame, List.of(), frame.avatars()));
            }
        }
    }

    static final class StaleChunks extends Relay {
        private final Map<Long, List<EntityState>> first = new HashMap<>();

        @Override
        public void onChunk(long chunk, List<EntityState> durable) {
            super.onChunk(chunk, first.computeIfAbsent(chunk, key -> durable));
        }
    }

    static final class Flattering extends Relay {
        @Override
        public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
            super.onActionRepeated(playerId, sessionId, sequence, new ActionResult(sequence, Reason.OK, 0));
        }
    }

    private static DurableFrame with(
            DurableFrame frame, List<DurableFrame.PlayerResult> results, List<AvatarState> avatars) {
        return new DurableFrame(
                frame.number(),
                frame.tick(),
                frame.changes(),
                results,
                frame.joined(),
                frame.left(),
                avatars,
                frame.arrived(),
                frame.departed());
    }
}
