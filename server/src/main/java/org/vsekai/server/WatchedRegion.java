package org.vsekai.server;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionListener;

/** Passes on all that a region says, and tells the server as well when the region has stopped. */
record WatchedRegion(RegionListener next, Consumer<String> stopped) implements RegionListener {
    @Override
    public void onRecovered(List<EntityState> durable, long tick) {
        next.onRecovered(durable, tick);
    }

    @Override
    public void onFrame(DurableFrame frame) {
        next.onFrame(frame);
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
    public void onStopped(String why) {
        try {
            next.onStopped(why);
        } finally {
            stopped.accept(why);
        }
    }
}
