package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

/**
 * Two realms live through the same actions. In one, every chunk is in memory and every tick is run; in the other, chunks go and
 * come back at any time, and time passes in leaps. They are the same, bit for bit.
 */
class SleepProperties {
    private static final Terrain TERRAIN = new Terrain(7);
    private static final Bounds BOUNDS = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
    private static final int SIDE = 4;

    @Test
    void aChunkThatSleptForAnyTimeIsAsIfItHadTickedAllAlong() {
        int[] agedInSleep = {0};
        Seeds.forEach(12, random -> {
            Lives lives = new Lives(random);
            for (int step = 0; step < 300; step++) {
                lives.step();
            }
            lives.wakeAll();
            assertThat(lives.sleeper.things().contentHash())
                    .isEqualTo(lives.ticker.things().contentHash());
            assertThat(lives.sleepersAvatar.contentHash()).isEqualTo(lives.tickersAvatar.contentHash());
            assertThat(lives.woken).isGreaterThan(30);
            agedInSleep[0] += lives.agedInSleep;
        });
        assertThat(agedInSleep[0]).isGreaterThan(20);
    }

    private static final class Lives {
        final SplitMix64 random;
        final Realm ticker = new Realm(RegionId.SPAWN, BOUNDS, TERRAIN, new EntityIds(10_000, 1_000_000));
        final Realm sleeper = new Realm(RegionId.SPAWN, BOUNDS, TERRAIN, new EntityIds(10_000, 1_000_000));
        final Avatar tickersAvatar = avatar();
        final Avatar sleepersAvatar = avatar();
        final Map<Long, List<EntityImage>> asleep = new TreeMap<>();
        final long[] natural = new long[200];
        long tick = 1;
        int woken;
        int agedInSleep;

        Lives(SplitMix64 random) {
            this.random = random;
            for (int i = 0; i < natural.length; i++) {
                natural[i] = i + 1;
                EntityKind kind = random.chance(0.6) ? EntityKind.TREE : EntityKind.ROCK;
                long x = random.between(0, SIDE * Units.CHUNK_MICROS);
                long z = random.between(0, SIDE * Units.CHUNK_MICROS);
                long y = TERRAIN.heightMicros(x, z);
                EntityState state = new EntityState(i + 1, kind, 3, x, y, z, 0, Rules.maxHp(kind), 1, 0, 0);
                ticker.add(state);
                sleeper.add(state);
            }
            endTick();
        }

        void step() {
            long until = tick
                    + switch (random.nextInt(60)) {
                        case 0 -> random.nextInt((int) Rules.ITEM_DECAY_TICKS);
                        case 1, 2, 3, 4, 5, 6 -> random.nextInt(2 * (int) Rules.REGROWTH_TICKS);
                        default -> random.nextInt(60);
                    };
            while (tick < until) {
                tick++;
                ticker.age(tick);
            }
            if (random.chance(0.7)) {
                sleeper.age(tick);
            }
            long chunk = ChunkKey.of(random.nextInt(SIDE), random.nextInt(SIDE));
            switch (random.nextInt(5)) {
                case 0 -> act();
                case 1 -> wakeUp(chunk);
                default -> fallAsleep(chunk);
            }
            endTick();
        }

        /** Somebody comes to a tree or a rock and does several things there, one after the other. */
        private void act() {
            long target = natural[random.nextInt(natural.length)];
            int row = ticker.things().rowOf(target);
            long x = ticker.things().xMicros(row);
            long z = ticker.things().zMicros(row);
            wakeAround(ChunkKey.at(x, z));
            for (Avatar avatar : List.of(tickersAvatar, sleepersAvatar)) {
                avatar.placeAt(x + 1_000, TERRAIN.heightMicros(x + 1_000, z), z);
            }
            int deeds = 1 + random.nextInt(6);
            for (int i = 0; i < deeds; i++) {
                tick += Rules.HARVEST_COOLDOWN_TICKS;
                ticker.age(tick);
                sleeper.age(tick);
                Action action = switch (random.nextInt(6)) {
                    case 0 -> new Action.Interact(itemNear(ChunkKey.at(x, z)));
                    case 1 ->
                        new Action.Build(
                                StructureKind.WALL, x, TERRAIN.heightMicros(x, z + 3_000_000), z + 3_000_000, 30);
                    default -> new Action.Harvest(target);
                };
                assertThat(apply(sleeper, sleepersAvatar, action)).isEqualTo(apply(ticker, tickersAvatar, action));
                endTick();
            }
        }

        /** The newest item in a chunk, or any of its things. */
        private long itemNear(long chunk) {
            return images(ticker, chunk).getLast().id();
        }

        private ActionResult apply(Realm realm, Avatar avatar, Action action) {
            return new Survival(realm, Crowd.NOBODY).apply(avatar, avatar.lastAppliedSequence() + 1, action, tick);
        }

        private void endTick() {
            ticker.endTick();
            sleeper.endTick();
        }

        private void fallAsleep(long chunk) {
            if (!asleep.containsKey(chunk)) {
                sleeper.age(tick);
                asleep.put(chunk, images(sleeper, chunk));
                sleeper.things().detach(chunk);
            }
        }

        private void wakeUp(long chunk) {
            List<EntityImage> images = asleep.remove(chunk);
            if (images == null) {
                return;
            }
            ChunkColumns columns = new ChunkColumns(chunk, images.size());
            images.forEach(columns::add);
            sleeper.things().attach(columns);
            sleeper.age(tick);
            woken++;
            List<EntityImage> now = images(sleeper, chunk);
            agedInSleep += now.equals(images) ? 0 : 1;
            assertThat(now).isEqualTo(images(ticker, chunk));
        }

        private void wakeAround(long chunk) {
            for (long each : List.copyOf(asleep.keySet())) {
                if (Math.abs(ChunkKey.x(each) - ChunkKey.x(chunk)) <= 1
                        && Math.abs(ChunkKey.z(each) - ChunkKey.z(chunk)) <= 1) {
                    wakeUp(each);
                }
            }
        }

        void wakeAll() {
            sleeper.age(tick);
            List.copyOf(asleep.keySet()).forEach(this::wakeUp);
            endTick();
        }

        private static List<EntityImage> images(Realm realm, long chunk) {
            EntityTable things = realm.things();
            List<EntityImage> images = new ArrayList<>();
            for (int row = things.firstInChunk(chunk); row != EntityTable.NONE; row = things.nextInChunk(row)) {
                images.add(things.image(row));
            }
            images.sort(Comparator.comparingLong(EntityImage::id));
            return images;
        }

        private static Avatar avatar() {
            return new Avatar(new AvatarState(3, 9_999, "Ada", 0, 0, 0, Rules.AVATAR_HP, 400, 0, 0, 0, List.of()));
        }
    }
}
