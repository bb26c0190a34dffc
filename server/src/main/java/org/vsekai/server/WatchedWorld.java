package org.vsekai.server;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.WorldListener;

/** Passes on all that the world says, and tells the server as well when the world has stopped. */
record WatchedWorld(WorldListener next, Consumer<String> stopped) implements WorldListener {
    @Override
    public void onRegionUp(RegionId region) {
        next.onRegionUp(region);
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        next.onFrame(region, frame);
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        next.onChunk(chunk, durable);
    }

    @Override
    public void onPoses(long tick, PoseView poses) {
        next.onPoses(tick, poses);
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        next.onActionRefused(playerId, sessionId, sequence, why, expectedSequence);
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        next.onActionRepeated(playerId, sessionId, sequence, result);
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        next.onPoseRefused(playerId, sessionId, fault, xMicros, yMicros, zMicros);
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        next.onRegionDown(region, why);
    }

    @Override
    public void onStopped(String why) {
        try {
            next.onStopped(why);
        } finally {
            stopped.accept(why);
        }
    }
}
