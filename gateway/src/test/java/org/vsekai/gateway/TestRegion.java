package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;

/** A region's input queue that keeps everything, or is full. */
final class TestRegion implements RegionPort {
    final List<RegionInput> inputs = new ArrayList<>();

    /** Chunks that were asked for and not shown yet. */
    final List<Long> shows = new ArrayList<>();

    boolean isFull;

    @Override
    public boolean offer(RegionInput input) {
        if (isFull) {
            return false;
        }
        return input instanceof RegionInput.ShowChunk show ? shows.add(show.chunk()) : inputs.add(input);
    }

    <T extends RegionInput> List<T> of(Class<T> type) {
        return inputs.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
