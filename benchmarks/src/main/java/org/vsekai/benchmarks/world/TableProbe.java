package org.vsekai.benchmarks.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.benchmarks.measuring.Figures;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.Rules;
import org.vsekai.game.Things;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;

/** The process that holds a table of entities: how much memory they take, and what it costs to move them, on one thread. */
final class TableProbe {
    private static final int PER_CHUNK = 500;
    private static final int WARM_UP_TICKS = 120;
    private static final int ROUNDS = 5;
    private static final int HIGHEST_MICROS_PER_TICK = 2_000_000 / Rules.TICK_HERTZ;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TableProbe() {}

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        CommandLoop.run(answers, TableProbe::carryOut);
    }

    private static ObjectNode carryOut(String command, String[] arguments) {
        return switch (command) {
            case "memory" -> memory(Integer.parseInt(arguments[0]));
            case "move" -> move(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException("no such command");
        };
    }

    /** What entities take, whose chunks were loaded: live on the heap, and as the table reckons it. */
    private static ObjectNode memory(int entities) {
        long before = liveBytes();
        EntityTable table = inhabited(entities);
        long live = liveBytes() - before;
        return CommandLoop.ok()
                .put("entities", table.size())
                .put("liveBytesEach", Figures.round((double) live / table.size()))
                .put("reckonedBytesEach", Figures.round((double) table.bytes() / table.size()));
    }

    private static EntityTable inhabited(int entities) {
        EntityTable table = new EntityTable(Integer.MAX_VALUE);
        var population = new Population(1);
        int side = side(entities);
        for (int chunk = 0; chunk * PER_CHUNK < entities; chunk++) {
            long key = ChunkKey.of(chunk % side, chunk / side);
            int count = Math.min(PER_CHUNK, entities - chunk * PER_CHUNK);
            var columns = new ChunkColumns(key, count);
            population
                    .ofChunk(key, count, 1L + (long) chunk * PER_CHUNK)
                    .forEach(thing -> columns.add(Things.image(thing)));
            table.attach(columns);
        }
        return table;
    }

    private static int side(int entities) {
        return (int) Math.ceil(Math.sqrt((double) entities / PER_CHUNK));
    }

    /** The least of several readings, each after a collection. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /**
     * Everything moves, in all directions, at up to the top speed of a player, across the borders of chunks. In rounds, and between
     * them the floor: plain arrays are added to plain arrays, as many numbers as the table has places and velocities on the ground.
     */
    private static ObjectNode move(int entities, int ticks) {
        EntityTable table = moving(entities);
        Floor floor = new Floor(entities);
        for (int tick = 0; tick < WARM_UP_TICKS; tick++) {
            table.integrate(chunk -> true);
            floor.add();
        }
        int ticksOfRound = Math.max(1, ticks / ROUNDS);
        long[] nanos = new long[ROUNDS * ticksOfRound];
        double[] cpuEach = new double[ROUNDS];
        double[] floorEach = new double[ROUNDS];
        long moved = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long movedBefore = moved;
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            for (int tick = 0; tick < ticksOfRound; tick++) {
                long before = System.nanoTime();
                moved += table.integrate(chunk -> true);
                nanos[round * ticksOfRound + tick] = System.nanoTime() - before;
            }
            cpuEach[round] = (double) (THREADS.getCurrentThreadCpuTime() - cpuBefore) / (moved - movedBefore);
            floorEach[round] = floor.cpuNanosEach(ticksOfRound);
        }
        Arrays.sort(nanos);
        ObjectNode figures = CommandLoop.ok()
                .put("entities", entities)
                .put("movedPerTick", moved / nanos.length)
                .put("cpuNanosEach", median(cpuEach))
                .put("floorNanosEach", median(floorEach))
                .put("tickP50Ms", Figures.round(nanos[nanos.length / 2] / 1e6))
                .put("tickP99Ms", Figures.round(nanos[nanos.length * 99 / 100] / 1e6));
        for (double each : cpuEach) {
            figures.withArray("cpuNanosOfRounds").add(Figures.round(each));
        }
        return figures;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Figures.round(sorted[sorted.length / 2]);
    }

    /** What any movement costs on this machine and at this moment: reading and writing the places. */
    private static final class Floor {
        final int[][] places;
        final int[][] steps;

        Floor(int entities) {
            places = new int[][] {new int[entities], new int[entities]};
            steps = new int[][] {new int[entities], new int[entities]};
        }

        void add() {
            for (int axis = 0; axis < places.length; axis++) {
                add(places[axis], steps[axis]);
            }
        }

        private static void add(int[] places, int[] steps) {
            for (int i = 0; i < places.length; i++) {
                places[i] += steps[i];
            }
        }

        double cpuNanosEach(int ticks) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int tick = 0; tick < ticks; tick++) {
                add();
            }
            return (double) (THREADS.getCurrentThreadCpuTime() - before) / ticks / places[0].length;
        }
    }

    private static EntityTable moving(int entities) {
        EntityTable table = new EntityTable(Integer.MAX_VALUE);
        SplitMix64 random = new SplitMix64(2);
        int side = side(entities);
        for (int chunk = 0; chunk < side * side; chunk++) {
            table.attach(new ChunkColumns(ChunkKey.of(chunk % side, chunk / side), PER_CHUNK));
        }
        for (int id = 1; id <= entities; id++) {
            int row = table.add(mover(id, side * Units.CHUNK_MICROS, random));
            table.setVelocity(row, velocity(random), 0, velocity(random));
            table.forgetChanges();
        }
        return table;
    }

    private static EntityImage mover(int id, long sideMicros, SplitMix64 random) {
        return new EntityImage(
                id,
                EntityKind.ITEM.code(),
                1,
                random.between(0, sideMicros),
                0,
                random.between(0, sideMicros),
                0,
                1,
                1,
                0,
                0);
    }

    private static int velocity(SplitMix64 random) {
        return random.nextInt(2 * HIGHEST_MICROS_PER_TICK) - HIGHEST_MICROS_PER_TICK;
    }
}
