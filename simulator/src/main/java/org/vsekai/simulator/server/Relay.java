package org.vsekai.simulator.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.WorldListener;

/** A listener that is known before the one it hands on to: world and gateway know each other. */
public class Relay implements WorldListener {
    private @Nullable WorldListener next;

    public final void to(WorldListener listener) {
        next = listener;
    }

    protected final WorldListener next() {
        WorldListener listener = next;
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    @Override
    public void onRegionUp(RegionId region) {
        next().onRegionUp(region);
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        next().onFrame(region, frame);
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        next().onChunk(chunk, durable);
    }

    @Override
    public void onPoses(long tick, PoseView poses) {
        next().onPoses(tick, poses);
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        next().onActionRefused(playerId, sessionId, sequence, why, expectedSequence);
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        next().onActionRepeated(playerId, sessionId, sequence, result);
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        next().onPoseRefused(playerId, sessionId, fault, xMicros, yMicros, zMicros);
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        next().onRegionDown(region, why);
    }

    @Override
    public void onStopped(String why) {
        next().onStopped(why);
    }
}
