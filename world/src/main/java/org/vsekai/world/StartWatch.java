package org.vsekai.world;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.CannotOpenException;

/** Passes everything on, and knows when the region where newcomers appear has come up for the first time. */
final class StartWatch implements WorldListener {
    private final WorldListener next;

    /** Completes with why the region can't come up, empty when it has. */
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    StartWatch(WorldListener next) {
        this.next = next;
    }

    /** Blocks. */
    void await(Duration limit) {
        String why;
        try {
            why = outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            why = "interrupted";
        } catch (TimeoutException late) {
            why = "the store has not given it within " + limit.toSeconds() + " s";
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (!why.isEmpty()) {
            throw new CannotOpenException("the world can't start, since its first region can't: " + why, null);
        }
    }

    @Override
    public void onRegionUp(RegionId region) {
        next.onRegionUp(region);
        if (region.equals(RegionId.SPAWN)) {
            outcome.complete("");
        }
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
        if (region.equals(RegionId.SPAWN)) {
            outcome.complete(why);
        }
    }

    @Override
    public void onStopped(String why) {
        next.onStopped(why);
        outcome.complete(why);
    }
}
