package org.vsekai.gateway;

import java.util.concurrent.atomic.LongAdder;
import org.vsekai.core.Tally;

/** The gateway's counters, for any thread. */
public final class GatewayMetrics {
    private final Tally<Drop> drops = new Tally<>(Drop.class);
    private final Tally<JoinRefusal> joinRefusals = new Tally<>(JoinRefusal.class);
    private final Tally<Ending> endings = new Tally<>(Ending.class);
    private final LongAdder joins = new LongAdder();
    private final LongAdder strikes = new LongAdder();
    private final LongAdder snapshots = new LongAdder();
    private final LongAdder snapshotBytes = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder messageBytes = new LongAdder();
    private final LongAdder posesTaken = new LongAdder();
    private final LongAdder actionsTaken = new LongAdder();
    private final LongAdder worldWaits = new LongAdder();

    public Tally<Drop> drops() {
        return drops;
    }

    public Tally<JoinRefusal> joinRefusals() {
        return joinRefusals;
    }

    public Tally<Ending> endings() {
        return endings;
    }

    /** Joins that were answered with a session. */
    public long joins() {
        return joins.sum();
    }

    public long strikes() {
        return strikes.sum();
    }

    public long snapshots() {
        return snapshots.sum();
    }

    public long snapshotBytes() {
        return snapshotBytes.sum();
    }

    /** Reliable messages sent. */
    public long messages() {
        return messages.sum();
    }

    public long messageBytes() {
        return messageBytes.sum();
    }

    public long posesTaken() {
        return posesTaken.sum();
    }

    public long actionsTaken() {
        return actionsTaken.sum();
    }

    /** How often a tick thread had to wait until the gateway's queue had room. */
    public long worldWaits() {
        return worldWaits.sum();
    }

    void countWorldWait() {
        worldWaits.increment();
    }

    void countJoin() {
        joins.increment();
    }

    void countStrike() {
        strikes.increment();
    }

    void countSnapshot(int bytes) {
        snapshots.increment();
        snapshotBytes.add(bytes);
    }

    void countMessage(int bytes) {
        messages.increment();
        messageBytes.add(bytes);
    }

    void countPose() {
        posesTaken.increment();
    }

    void countAction() {
        actionsTaken.increment();
    }
}
