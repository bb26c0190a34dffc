package org.vsekai.archive.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;
import org.vsekai.world.World;
import org.vsekai.world.WorldListener;
import org.vsekai.world.WorldOptions;

/** Makes worlds with something in them. */
final class Play {
    static final String WORLD = "main";
    private static final int LIMIT_SECONDS = 60;
    private static final int PAIRS_AT_ONCE = 20;

    private Play() {}

    /** A world of some dozen pages in which people have entered and acted; their tokens. */
    static List<String> people(Database database, int count) throws InterruptedException {
        World world = open(database);
        var acted = new CountDownLatch(count);
        world.start(new Counting(acted, world.port()));
        List<String> tokens = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            var guest = world.players().createGuest("Guest " + i);
            tokens.add(guest.token());
            long id = guest.player().playerId();
            assertThat(world.port()
                            .offer(new RegionInput.Join(id, guest.player().name(), i)))
                    .isTrue();
            assertThat(world.port().offer(new RegionInput.Act(id, i, 1, new Action.Idle())))
                    .isTrue();
        }
        assertThat(acted.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(world.drain()).isTrue();
        return tokens;
    }

    static World open(Database database) {
        return World.open(database, new WorldOptions(WORLD, OptionalLong.empty(), new SecureRandom()));
    }

    /**
     * Records beside those of the world's code, so that there is much to move.
     *
     * @param size of the values on average; below 50,000
     */
    static void filler(Database database, String worldName, int count, int size, long seed) {
        Subspace space = Subspace.of("sekai", worldName, "filler");
        var random = new SplitMix64(seed);
        for (int from = 0; from < count; from += PAIRS_AT_ONCE) {
            List<byte[]> values = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + PAIRS_AT_ONCE); i++) {
                values.add(random(random, random.nextInt(2 * size)));
            }
            int first = from;
            database.run(transaction -> {
                for (int i = 0; i < values.size(); i++) {
                    transaction.set(space.pack(first + i), values.get(i));
                }
                return true;
            });
        }
    }

    private static byte[] random(SplitMix64 random, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** All that a database has, each pair in one line. */
    static List<String> pairs(Database database) {
        List<KeyValue> pairs = database.run(transaction ->
                RetryLoop.await(transaction.snapshot().getRange(new byte[] {}, new byte[] {(byte) 0xFF})));
        return pairs.stream()
                .map(pair -> Keys.printable(pair.key()) + " = " + Keys.printable(pair.value()))
                .toList();
    }

    private record Counting(CountDownLatch acted, RegionPort port) implements WorldListener {
        @Override
        public void onRegionUp(RegionId region) {}

        @Override
        public void onChunk(long chunk, List<EntityState> durable) {}

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            frame.results().forEach(result -> acted.countDown());
        }

        @Override
        public void onPoses(long tick, PoseView poses) {}

        @Override
        public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
            port.offer(new RegionInput.Act(playerId, sessionId, sequence, new Action.Idle()));
        }

        @Override
        public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {}

        @Override
        public void onPoseRefused(
                long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

        @Override
        public void onRegionDown(RegionId region, String why) {}

        @Override
        public void onStopped(String why) {}
    }
}
