package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;

/** What a region tells the outside. All calls come from the region's thread; none may block. */
public interface RegionListener {
    /** Once, before the first tick: all things as they are durable. */
    void onRecovered(List<EntityState> durable, long tick);

    /** In the order of the frame numbers, each once. */
    void onFrame(DurableFrame frame);

    /** At the end of each tick while somebody is present: the live poses. The view is valid only during the call. */
    void onPoses(long tick, PoseView poses);

    /** An action was not taken in; its sequence is not used up. */
    void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence);

    /** An action that was applied in an earlier frame came again; {@code result} is null when it is too old to be known. */
    void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result);

    /** A pose broke the rules; the player stands at the given point, micrometres. */
    void onPoseRefused(long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros);

    /** The region can't go on (the store failed, or it lost its ownership) and takes no more inputs. */
    void onStopped(String why);

    enum NotTaken {
        OUT_OF_ORDER,
        TOO_MANY_IN_FLIGHT,
        BUSY
    }

    enum PoseFault {
        TOO_FAST,
        OUTSIDE_WORLD,
        OFF_GROUND
    }

    /** The newest accepted pose of each present player, in no particular order. */
    interface PoseView {
        int count();

        long playerId(int index);

        Pose pose(int index);
    }
}
