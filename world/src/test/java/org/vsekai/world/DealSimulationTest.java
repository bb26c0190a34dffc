package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;

/**
 * Four regions that meet in one point, and people around it who strike, pick up, build, give and trade across the borders, and
 * walk over them, while parcels come late and in any order of senders, and regions crash. Whatever happens: all of an action or
 * nothing, each once; no item comes from nowhere or goes nowhere; and once parcels arrive, nobody waits.
 */
class DealSimulationTest {
    private static final int SEEDS_PER_CASE = 8;
    private static final int STEPS = 1_000;
    private static final int STEPS_TO_QUIET = 2_000;
    private static final long CORNER = Units.REGION_MICROS;
    private static final int PEOPLE = 6;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_001, 2_001, 3_001})
    void doesAllOfEachActionOrNothingWhateverCrashesWhen(long firstSeed) {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = firstSeed; seed < firstSeed + SEEDS_PER_CASE; seed++) {
            try {
                Run run = new Run(seed);
                run.go();
                run.outcomes.forEach((what, count) -> seen.merge(what, count, Integer::sum));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertThat(seen.keySet())
                .as("what came of actions")
                .contains("Harvest OK", "Interact OK", "Build OK", "Gift OK", "Accept OK", "Offer OK");
    }

    @Test
    void givesTheSameHistoryForTheSameSeed() {
        Run first = new Run(7);
        Run second = new Run(7);
        first.go();
        second.go();
        first.regions.forEach((id, region) -> assertThat(Objects.requireNonNull(second.regions.get(id)).durable)
                .isEqualTo(region.durable));
    }

    static Items contentOf(EntityState thing) {
        return thing.kind() == EntityKind.ITEM
                ? Items.of(ItemKind.ofCode(thing.variant()).orElseThrow(), thing.count())
                : Items.NONE;
    }

    /** One seed. */
    private static final class Run implements DealRegion.Players {
        private final SplitMix64 random;
        private final Map<RegionId, DealRegion> regions = new TreeMap<>();
        private final WorldShape shape;
        private final double crashes;
        private final double delays;
        private final Map<Long, Map<Long, Action>> actions = new HashMap<>();
        private final Map<Long, Long> toldUpTo = new TreeMap<>();
        private final Map<Long, Items> ledger = new TreeMap<>();
        private final Map<Long, EntityState> things = new TreeMap<>();
        private final Map<Long, Integer> blows = new TreeMap<>();
        private final Map<String, Integer> outcomes = new TreeMap<>();
        private final EnumMap<ItemKind, Long> expected = new EnumMap<>(ItemKind.class);
        private boolean isEnding;
        private long tick = 1;
        private long nextId = 1;

        Run(long seed) {
            random = new SplitMix64(seed);
            shape = new WorldShape(seed, new RegionGrid(3));
            crashes = random.chance(0.3) ? 0 : random.nextDouble() * 0.03;
            delays = random.nextDouble() * 0.9;
            DealRegion.Surroundings around = new DealRegion.Surroundings(shape, random, regions, this);
            Map<RegionId, List<EntityState>> ground = new HashMap<>();
            for (int i = 0; i < 24; i++) {
                EntityState thing = thing(i);
                things.put(thing.id(), thing);
                ground.computeIfAbsent(RegionId.at(thing.xMicros(), thing.zMicros()), region -> new ArrayList<>())
                        .add(thing);
            }
            Map<RegionId, List<AvatarState>> people = new HashMap<>();
            for (long player = 1; player <= PEOPLE; player++) {
                AvatarState avatar = newcomer(player);
                people.computeIfAbsent(RegionId.at(avatar.xMicros(), avatar.zMicros()), region -> new ArrayList<>())
                        .add(avatar);
                ledger.put(player, new Items(avatar.wood(), avatar.stone()));
                toldUpTo.put(player, 0L);
                actions.put(player, new HashMap<>());
            }
            for (int x = 0; x <= 1; x++) {
                for (int z = 0; z <= 1; z++) {
                    RegionId id = new RegionId(x, z);
                    regions.put(
                            id,
                            new DealRegion(
                                    id,
                                    around,
                                    ground.getOrDefault(id, List.of()),
                                    people.getOrDefault(id, List.of())));
                }
            }
            for (ItemKind item : ItemKind.values()) {
                expected.put(item, count(item));
            }
        }

        private EntityState thing(int index) {
            EntityKind kind =
                    List.of(EntityKind.TREE, EntityKind.ROCK, EntityKind.ITEM).get(index % 3);
            long x = around(6_000);
            long z = around(6_000);
            int variant = kind == EntityKind.ITEM ? ItemKind.WOOD.code() : 1;
            int pieces = kind == EntityKind.ITEM ? 1 + random.nextInt(5) : 1;
            return new EntityState(
                    nextId++,
                    kind,
                    variant,
                    x,
                    shape.terrain().heightMicros(x, z),
                    z,
                    0,
                    Rules.maxHp(kind),
                    pieces,
                    0,
                    0);
        }

        private AvatarState newcomer(long player) {
            long x = around(3_000);
            long z = around(3_000);
            int wood = random.chance(0.2) ? Rules.INVENTORY_MAX - random.nextInt(3) : random.nextInt(12);
            return new AvatarState(
                    player,
                    nextId++,
                    "Player " + player,
                    x,
                    shape.terrain().heightMicros(x, z),
                    z,
                    Rules.AVATAR_HP,
                    wood,
                    random.nextInt(12),
                    0,
                    0,
                    List.of());
        }

        private long around(long mm) {
            return CORNER + random.between(-mm, mm) * Units.MICROS_PER_MM;
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                step(delays, crashes, 0.2);
            }
            isEnding = true;
            for (int step = 0; step < STEPS_TO_QUIET && !isQuiet(); step++) {
                step(0, 0, 0);
            }
            assertThat(isQuiet()).as("nobody waits for ever").isTrue();
            checkInventories();
            checkTrees();
            checkWalls();
        }

        private boolean isQuiet() {
            return regions.values().stream().allMatch(DealRegion::isQuiet);
        }

        private void step(double delay, double crash, double activity) {
            tick += random.chance(0.01) ? random.between(1, 200) : 1;
            for (DealRegion region : regions.values()) {
                if (random.chance(crash)) {
                    region.crash();
                }
                if (!random.chance(delay)) {
                    region.move(player -> isEnding ? new long[2] : stepOf());
                    region.tick(tick, random.nextInt(4), activity);
                }
                if (!random.chance(delay)) {
                    region.commit(1 + random.nextInt(3));
                }
            }
            checkTotals();
        }

        private long[] stepOf() {
            return new long[] {
                random.between(-200, 200) * Units.MICROS_PER_MM, random.between(-200, 200) * Units.MICROS_PER_MM
            };
        }

        @Override
        public Action next(Avatar avatar, long sequence) {
            Map<Long, Action> known = Objects.requireNonNull(actions.get(avatar.playerId()));
            return known.computeIfAbsent(sequence, next -> choose(avatar));
        }

        private Action choose(Avatar avatar) {
            long partner = 1 + random.nextInt(PEOPLE);
            return switch (random.nextInt(8)) {
                case 0, 1 -> new Action.Harvest(anything());
                case 2 -> new Action.Interact(anything());
                case 3 -> build(avatar);
                case 4 -> new Action.Gift(partner, some(1));
                case 5 -> new Action.Offer(partner, some(0), some(0));
                default -> accept(avatar.playerId());
            };
        }

        private long anything() {
            List<Long> ids = List.copyOf(things.keySet());
            return ids.get(random.nextInt(ids.size()));
        }

        private Items some(int least) {
            int count = random.chance(0.1) ? 50 : least + random.nextInt(4);
            return random.chance(0.5) ? new Items(count, 0) : new Items(0, count);
        }

        private Action build(Avatar avatar) {
            long x = avatar.xMicros() + random.between(-4_000, 4_000) * Units.MICROS_PER_MM;
            long z = avatar.zMicros() + random.between(-4_000, 4_000) * Units.MICROS_PER_MM;
            return new Action.Build(
                    StructureKind.WALL, x, shape.terrain().heightMicros(x, z), z, random.chance(0.5) ? 0 : 90);
        }

        /** Some offer to this player that was made, whether it still stands or not. */
        private Action accept(long player) {
            for (int tries = 0; tries < 20; tries++) {
                long partner = 1 + random.nextInt(PEOPLE);
                Map<Long, Action> theirs = Objects.requireNonNull(actions.get(partner));
                for (long sequence = theirs.size(); sequence > 0; sequence--) {
                    if (theirs.get(sequence) instanceof Action.Offer offer && offer.toPlayerId() == player) {
                        return new Action.Accept(partner, sequence);
                    }
                }
            }
            return new Action.Accept(1 + random.nextInt(PEOPLE), 1);
        }

        @Override
        public void told(long player, Action action, ActionResult result) {
            assertThat(result.sequence())
                    .as("each action of player %s is told once, in order", player)
                    .isEqualTo(toldUpTo.merge(player, 1L, Long::sum));
            assertThat(Objects.requireNonNull(actions.get(player)).get(result.sequence()))
                    .isEqualTo(action);
            outcomes.merge(action.getClass().getSimpleName() + " " + result.reason(), 1, Integer::sum);
            if (result.reason() == Reason.OK) {
                account(player, action);
            }
        }

        /** What an action that was done moved, worked out from the action alone. */
        private void account(long player, Action action) {
            switch (action) {
                case Action.Harvest harvest -> {
                    EntityState target = Objects.requireNonNull(things.get(harvest.targetId()));
                    Items gained = target.kind() == EntityKind.TREE ? new Items(1, 0) : new Items(0, 1);
                    book(player, gained, 1);
                    make(gained, 1);
                    int blow = blows.merge(target.id(), 1, Integer::sum);
                    if (target.kind() == EntityKind.TREE && blow * Rules.STRIKE_HP == Rules.TREE_HP) {
                        make(new Items(Rules.WOOD_FROM_FALL, 0), 1);
                    }
                }
                case Action.Interact interact ->
                    book(player, contentOf(Objects.requireNonNull(things.get(interact.targetId()))), 1);
                case Action.Build build -> {
                    book(player, new Items(Rules.WALL_WOOD_COST, 0), -1);
                    make(new Items(Rules.WALL_WOOD_COST, 0), -1);
                }
                case Action.Gift gift -> {
                    book(player, gift.items(), -1);
                    book(gift.toPlayerId(), gift.items(), 1);
                }
                case Action.Accept accept -> {
                    Action.Offer offer = (Action.Offer)
                            Objects.requireNonNull(Objects.requireNonNull(actions.get(accept.fromPlayerId()))
                                    .get(accept.offerSequence()));
                    assertThat(offer.toPlayerId()).isEqualTo(player);
                    book(player, offer.gives(), 1);
                    book(player, offer.wants(), -1);
                    book(accept.fromPlayerId(), offer.gives(), -1);
                    book(accept.fromPlayerId(), offer.wants(), 1);
                    String once = "accepted " + accept.fromPlayerId() + "/" + accept.offerSequence();
                    assertThat(accepted.put(once, player)).as(once).isNull();
                }
                case Action.Offer offer -> {}
                case Action.Idle idle -> {}
            }
        }

        private final Map<String, Long> accepted = new HashMap<>();

        private void book(long player, Items items, int sign) {
            ledger.merge(
                    player,
                    new Items(sign * items.wood(), sign * items.stone()),
                    (before, change) -> before.plus(change));
        }

        private void make(Items items, int sign) {
            for (ItemKind item : ItemKind.values()) {
                expected.merge(item, (long) sign * items.count(item), Long::sum);
            }
        }

        private long count(ItemKind item) {
            return regions.values().stream()
                    .mapToLong(region -> region.durableItems().count(item))
                    .sum();
        }

        /** Wood that a fall drops is there with the blow, which may be a little after its result: nothing else is ever amiss. */
        private void checkTotals() {
            assertThat(count(ItemKind.STONE)).as("stones").isEqualTo(expected.get(ItemKind.STONE));
            long missing = Objects.requireNonNull(expected.get(ItemKind.WOOD)) - count(ItemKind.WOOD);
            assertThat(missing % Rules.WOOD_FROM_FALL).as("wood").isZero();
            assertThat(missing).as("wood").isBetween(0L, 1_000L);
        }

        private void checkInventories() {
            assertThat(count(ItemKind.WOOD)).as("wood").isEqualTo(expected.get(ItemKind.WOOD));
            Map<Long, Items> held = new TreeMap<>();
            regions.values()
                    .forEach(region -> region.people().forEach((player, state) -> {
                        assertThat(held.put(player, new Items(state.wood(), state.stone())))
                                .as("player %s is in one place", player)
                                .isNull();
                        assertThat(state.lastAppliedSequence()).isEqualTo(toldUpTo.get(player));
                    }));
            assertThat(held).isEqualTo(ledger);
        }

        private void checkTrees() {
            regions.values()
                    .forEach(region -> region.image.things().stream()
                            .filter(thing -> thing.kind() == EntityKind.TREE || thing.kind() == EntityKind.ROCK)
                            .forEach(thing -> assertThat(thing.hp())
                                    .as("hp of %s", thing)
                                    .isEqualTo(Rules.maxHp(thing.kind())
                                            - blows.getOrDefault(thing.id(), 0) * Rules.STRIKE_HP)));
        }

        private void checkWalls() {
            List<EntityState> walls = regions.values().stream()
                    .flatMap(region -> region.image.things().stream())
                    .filter(thing -> thing.kind() == EntityKind.STRUCTURE)
                    .toList();
            for (int i = 0; i < walls.size(); i++) {
                for (int j = i + 1; j < walls.size(); j++) {
                    assertThat(overlap(walls.get(i), walls.get(j)))
                            .as("%s and %s", walls.get(i), walls.get(j))
                            .isFalse();
                }
            }
        }

        /** Of walls along the axes. */
        private static boolean overlap(EntityState a, EntityState b) {
            return Math.abs(a.xMicros() - b.xMicros()) / Units.MICROS_PER_MM < halfX(a) + halfX(b)
                    && Math.abs(a.zMicros() - b.zMicros()) / Units.MICROS_PER_MM < halfZ(a) + halfZ(b);
        }

        private static long halfX(EntityState wall) {
            return wall.yawDegrees() == 0
                    ? Rules.WALL_LENGTH_MM / 2 - Rules.WALL_JOINT_MM
                    : Rules.WALL_THICKNESS_MM / 2 - Rules.WALL_SIDE_TOLERANCE_MM;
        }

        private static long halfZ(EntityState wall) {
            return wall.yawDegrees() == 0
                    ? Rules.WALL_THICKNESS_MM / 2 - Rules.WALL_SIDE_TOLERANCE_MM
                    : Rules.WALL_LENGTH_MM / 2 - Rules.WALL_JOINT_MM;
        }
    }
}
