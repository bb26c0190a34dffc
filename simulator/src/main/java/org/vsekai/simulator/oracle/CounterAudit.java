package org.vsekai.simulator.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.vsekai.sim.RegionId;

/** The two numbers of the whole world: its clock, and the first id that no region has been given. Both only grow. */
final class CounterAudit {
    private final Verdict verdict;

    /** Whose each block of ids is, by its end. */
    private final Map<Long, RegionId> blocks = new HashMap<>();

    private long clock;
    private long nextId;

    CounterAudit(Verdict verdict) {
        this.verdict = verdict;
    }

    /** Before the regions' part of the same transaction. */
    void onCommit(StoredChange change) {
        byte[] newClock = change.clock;
        if (newClock != null) {
            long raised = number(newClock);
            verdict.require(raised >= clock, "the world's clock never goes back: " + raised + " after " + clock);
            clock = raised;
        }
        byte[] newNextId = change.nextEntityIds;
        if (newNextId != null) {
            long raised = number(newNextId);
            verdict.require(raised > nextId, "a block of ids is given to one region: up to " + raised);
            nextId = raised;
        }
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** A region has stored something of a tick. */
    void reached(RegionId region, long tick) {
        verdict.require(
                tick <= clock,
                "region " + region + ": what is stored is not ahead of the world's clock: " + tick + ", not " + clock);
    }

    /** A region gives out ids from one on, below a limit. */
    void gives(RegionId region, long next, long limit) {
        verdict.require(
                next <= limit && limit <= nextId,
                "region " + region + " gives out ids that were given to it: " + next + " to " + limit);
        RegionId owner = blocks.putIfAbsent(limit, region);
        verdict.require(
                owner == null || owner.equals(region),
                "region " + region + " gives out ids of its own block: that up to " + limit + " is of " + owner);
    }
}
