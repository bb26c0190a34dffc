package org.vsekai.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.core.Tally;

/**
 * What the chunks of a host's regions take of the memory, and how long those that nobody uses may stay for it: where they take more
 * than they may, the longest unused go first, of whatever region. What is in use, or not in a durable checkpoint yet, stays however
 * much it takes: that is counted and said, and nothing is lost. Confined to the host's thread.
 */
final class ChunkMemory {
    static final long UNBOUNDED = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(ChunkMemory.class);

    private final long maxBytes;
    private final Tally<WorldCounter> counters;
    private long bytes;
    private boolean isExceeded;

    /** @param maxBytes of all columns and indexes */
    ChunkMemory(long maxBytes, Tally<WorldCounter> counters) {
        Check.that(maxBytes > 0, "there is memory for chunks", maxBytes);
        this.maxBytes = maxBytes;
        this.counters = counters;
    }

    /** As of the last look. */
    long bytes() {
        return bytes;
    }

    /** Looks what is in memory, and says how long of it may stay what nobody uses. */
    void look(Collection<RegionLoop> regions) {
        bytes = regions.stream().mapToLong(RegionLoop::chunkBytes).sum();
        long surplus = bytes - maxBytes;
        long warmTicks = Long.MAX_VALUE;
        if (surplus > 0) {
            for (Residency.Idle chunk : idle(regions)) {
                surplus -= chunk.bytes();
                if (surplus <= 0) {
                    warmTicks = chunk.ticks();
                    break;
                }
            }
        }
        exceeded(surplus > 0);
        long stay = surplus > 0 ? 0 : warmTicks;
        regions.forEach(region -> region.onWarmTicks(stay));
    }

    /** The longest unused first. */
    private static List<Residency.Idle> idle(Collection<RegionLoop> regions) {
        List<Residency.Idle> idle = new ArrayList<>();
        regions.forEach(region -> region.addIdle(idle));
        idle.sort(Comparator.comparingLong(Residency.Idle::ticks).reversed());
        return idle;
    }

    private void exceeded(boolean isNow) {
        if (isNow) {
            counters.count(WorldCounter.CHUNK_MEMORY_EXCEEDED);
        }
        if (isNow && !isExceeded) {
            LOG.warn(
                    "the chunks in use take {} MB; {} MB is what chunks may take (chunk-memory)",
                    mb(bytes),
                    mb(maxBytes));
        } else if (isExceeded && !isNow) {
            LOG.info("the chunks in use take no more memory than chunks may");
        }
        isExceeded = isNow;
    }

    private static long mb(long count) {
        return count >> 20;
    }
}
