package org.vsekai.world;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;

/** Hears of a run of tests what became durable and what was told, in that order. */
public interface RunRecorder {
    /** @param changes each key that a transaction changed with its value, null where it is gone */
    void onCommit(Map<byte[], byte @Nullable []> changes);

    void onRegionUp(RegionId region);

    void onRegionDown(RegionId region);

    void onShown(RegionId region, DurableFrame frame);

    /** A player was told again what became of an action. */
    void onAnswered(long player, long session, long sequence);
}
