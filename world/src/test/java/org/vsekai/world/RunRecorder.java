package org.vsekai.world;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;

/** Hears of a run of tests what became durable and what was shown, in that order. */
public interface RunRecorder {
    /** @param changes each key that a transaction changed with its value, null where it is gone */
    void onCommit(Map<byte[], byte @Nullable []> changes);

    void onShown(RegionId region, DurableFrame frame);
}
