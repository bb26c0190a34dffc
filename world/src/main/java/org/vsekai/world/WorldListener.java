package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;

/**
 * What the world tells the outside. Calls of one region come in order from one thread; those of different regions may come
 * from different threads at once. None may block.
 */
public interface WorldListener {
    /**
     * The region has been taken, and its frames go on. Frames may have become durable that nobody was told of: what was told
     * of its chunks before may be out of date, and what was asked of it may never be answered.
     */
    void onRegionUp(RegionId region);

    /** Of one region in the order of the frame numbers, each once. */
    void onFrame(RegionId region, DurableFrame frame);

    /**
     * The answer to a {@link RegionInput.ShowChunk}: the things of the chunk in the order of their ids, as they are durable
     * after the frames of its region that were told so far.
     */
    void onChunk(long chunk, List<EntityState> durable);

    /**
     * At the end of each tick of a tick thread while somebody is present in its regions: the live poses. The view is valid only
     * during the call.
     */
    void onPoses(long tick, PoseView poses);

    /** An action was not taken in; its sequence is not used up. */
    void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence);

    /** An action that was applied in an earlier frame came again; {@code result} is null when it is too old to be known. */
    void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result);

    /** A pose broke the rules; the player stands at the given point, micrometres. */
    void onPoseRefused(long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros);

    /** The region can't go on as it is, and will be taken again. Sessions stay. */
    void onRegionDown(RegionId region, String why);

    /** The world can't go on and takes no more inputs. */
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

    /** The newest accepted pose of each present player of one tick thread, in no particular order, each player once. */
    interface PoseView {
        int count();

        long playerId(int index);

        Pose pose(int index);
    }
}
