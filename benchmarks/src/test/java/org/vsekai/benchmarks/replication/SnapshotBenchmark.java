package org.vsekai.benchmarks.replication;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.replication.SnapshotBuilder;
import org.vsekai.replication.SnapshotViewer;

/**
 * One viewer's snapshot of one tick, and one pose that is shown, with players spread evenly over a square. What it costs must depend
 * on how many are in sight, not on how many there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseZGC", "-Xms512m", "-Xmx512m"})
public class SnapshotBenchmark {
    private static final int VIEWERS = 200;
    private static final long TICK_NANOS = 16_666_667;
    private static final long BYTES_PER_SECOND = 66_000;

    @Param({"200", "2000", "20000"})
    private int players;

    @Param({"256", "4352"})
    private int sideMetres;

    private SnapshotBuilder builder = new SnapshotBuilder(1);
    private Pose[] poses = {};
    private SnapshotViewer[] viewers = {};
    private int turn;
    private long tick = 1;

    @Setup
    public void spread() {
        SplitMix64 random = new SplitMix64(5);
        builder = new SnapshotBuilder(players);
        poses = new Pose[players];
        viewers = new SnapshotViewer[Math.min(VIEWERS, players)];
        for (int slot = 0; slot < players; slot++) {
            poses[slot] = Pose.standingAt(
                    random.between(0, Units.metres(sideMetres)), 0, random.between(0, Units.metres(sideMetres)));
            builder.show(slot, poses[slot]);
        }
        for (int slot = 0; slot < viewers.length; slot++) {
            viewers[slot] = new SnapshotViewer(slot, players, BYTES_PER_SECOND, 0);
            viewers[slot].moveTo(poses[slot].rootXMicros(), poses[slot].rootZMicros());
        }
    }

    @Benchmark
    public byte[] snapshot() {
        turn++;
        if (turn == viewers.length) {
            turn = 0;
            tick++;
        }
        return builder.build(viewers[turn], tick, true, 0, tick * TICK_NANOS);
    }

    @Benchmark
    public void pose() {
        turn++;
        if (turn == players) {
            turn = 0;
        }
        builder.show(turn, poses[turn]);
    }
}
