package org.vsekai.benchmarks.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.WorldListener;

/** Is told everything, and does nothing. */
final class Onlooker implements WorldListener {
    @Override
    public void onRegionUp(RegionId region) {}

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {}

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {}

    @Override
    public void onPoses(long tick, PoseView poses) {}

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {}

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {}

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

    @Override
    public void onRegionDown(RegionId region, String why) {}

    @Override
    public void onStopped(String why) {}
}
