package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

class SurvivalTest {
    private static final Bounds BOUNDS = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
    private static final long MIDDLE = Units.REGION_MICROS / 2;
    private static final long FAR_TICKS = 100;

    private final Terrain terrain = new Terrain(5);
    private final Realm realm = new Realm(RegionId.SPAWN, BOUNDS, terrain, new EntityIds(1_000, 100_000));
    private final Survival survival = new Survival(realm, Crowd.NOBODY);
    private Avatar avatar = avatarWith(0);
    private long tick = 1_000;

    @BeforeEach
    void clearTheTick() {
        realm.endTick();
    }

    @Test
    void fellsATreeInFourStrikesForFourWoodAndTwoOnTheGround() {
        long tree = add(EntityKind.TREE, 1_000, 0);
        for (int strike = 1; strike <= 4; strike++) {
            assertThat(harvest(tree)).isEqualTo(Reason.OK);
            assertThat(avatar.count(ItemKind.WOOD)).isEqualTo(strike);
        }
        int row = realm.things().rowOf(tree);
        assertThat(realm.things().hp(row)).isZero();
        assertThat(realm.things().readyAtTick(row)).isEqualTo(tick - FAR_TICKS + Rules.REGROWTH_TICKS);
        assertThat(harvest(tree)).isEqualTo(Reason.EXHAUSTED);

        long item = realm.ids().next() - 1;
        int itemRow = realm.things().rowOf(item);
        assertThat(realm.things().kind(itemRow)).isEqualTo(EntityKind.ITEM.code());
        assertThat(realm.things().count(itemRow)).isEqualTo(2);
        assertThat(apply(new Action.Interact(item))).isEqualTo(Reason.OK);
        assertThat(avatar.count(ItemKind.WOOD)).isEqualTo(6);
        assertThat(apply(new Action.Interact(item))).isEqualTo(Reason.NO_SUCH_TARGET);
    }

    @Test
    void growsATreeBackAtItsTickWhetherOrNotTheTicksBetweenWereRun() {
        long tree = add(EntityKind.TREE, 1_000, 0);
        for (int strike = 1; strike <= 4; strike++) {
            harvest(tree);
        }
        int row = realm.things().rowOf(tree);
        long ready = realm.things().readyAtTick(row);
        realm.age(ready - 1);
        assertThat(realm.things().hp(row)).isZero();
        realm.age(ready);
        assertThat(realm.things().hp(row)).isEqualTo(Rules.TREE_HP);
        assertThat(realm.things().readyAtTick(row)).isZero();
    }

    @Test
    void takesAwayWhatLiesOnTheGroundForADay() {
        long tree = add(EntityKind.TREE, 1_000, 0);
        for (int strike = 1; strike <= 4; strike++) {
            harvest(tree);
        }
        long item = realm.ids().next() - 1;
        long gone = tick - FAR_TICKS + Rules.ITEM_DECAY_TICKS;
        realm.age(gone - 1);
        assertThat(realm.things().rowOf(item)).isNotEqualTo(EntityTable.NONE);
        realm.endTick();
        realm.age(gone);
        assertThat(realm.things().rowOf(item)).isEqualTo(EntityTable.NONE);
        realm.endTick();
        realm.age(gone + 1);
        assertThat(realm.awaitsTime()).isFalse();
    }

    @Test
    void exhaustsARockInSixStrikesForSixStones() {
        long rock = add(EntityKind.ROCK, 0, 2_000);
        for (int strike = 1; strike <= 6; strike++) {
            assertThat(harvest(rock)).isEqualTo(Reason.OK);
        }
        assertThat(avatar.count(ItemKind.STONE)).isEqualTo(6);
        assertThat(harvest(rock)).isEqualTo(Reason.EXHAUSTED);
    }

    @Test
    void refusesStrikesWithinTheCooldownAndUsesUpTheirSequences() {
        long tree = add(EntityKind.TREE, 1_000, 0);
        assertThat(applyAt(new Action.Harvest(tree), 10)).isEqualTo(Reason.OK);
        assertThat(applyAt(new Action.Harvest(tree), 27)).isEqualTo(Reason.TOO_SOON);
        assertThat(applyAt(new Action.Harvest(tree), 28)).isEqualTo(Reason.OK);
        assertThat(avatar.lastAppliedSequence()).isEqualTo(3);
        ActionResult second = avatar.resultOf(2);
        assertThat(second).isEqualTo(new ActionResult(2, Reason.TOO_SOON, tree));
    }

    @Test
    void refusesWhatIsOutOfReachAbsentOrOfTheWrongKind() {
        assertThat(harvest(add(EntityKind.TREE, 3_500, 0))).isEqualTo(Reason.OK);
        assertThat(harvest(add(EntityKind.TREE, 3_501, 0))).isEqualTo(Reason.OUT_OF_REACH);
        assertThat(harvest(999_999)).isEqualTo(Reason.NO_SUCH_TARGET);
        assertThat(harvest(-1)).isEqualTo(Reason.NO_SUCH_TARGET);
        assertThat(harvest(add(EntityKind.ITEM, 0, 1_000))).isEqualTo(Reason.WRONG_TARGET);
        assertThat(apply(new Action.Interact(add(EntityKind.ROCK, 0, 1_000)))).isEqualTo(Reason.WRONG_TARGET);
        assertThat(apply(new Action.Interact(add(EntityKind.ITEM, 0, 5_000)))).isEqualTo(Reason.OUT_OF_REACH);
    }

    /** What is that far away may be in memory or not: the answer is the same, and replays come to the same. */
    @Test
    void doesNotFindWhatIsBeyondTheChunksAroundWhetherOrNotItIsInMemory() {
        int next = (int) (Units.CHUNK_MM);
        assertThat(harvest(add(EntityKind.TREE, next, 0))).isEqualTo(Reason.OUT_OF_REACH);
        assertThat(harvest(add(EntityKind.TREE, 2 * next, 0))).isEqualTo(Reason.NO_SUCH_TARGET);
        assertThat(harvest(add(EntityKind.ITEM, 0, 2 * next))).isEqualTo(Reason.NO_SUCH_TARGET);
        assertThat(apply(new Action.Interact(add(EntityKind.ITEM, 0, 2 * next))))
                .isEqualTo(Reason.NO_SUCH_TARGET);
    }

    @Test
    void leavesAnItemWhereItIsWhenTheInventoryIsFull() {
        avatar = avatarWith(Rules.INVENTORY_MAX);
        assertThat(harvest(add(EntityKind.TREE, 1_000, 0))).isEqualTo(Reason.INVENTORY_FULL);
        long item = add(EntityKind.ITEM, 0, 1_000);
        assertThat(apply(new Action.Interact(item))).isEqualTo(Reason.INVENTORY_FULL);
        assertThat(realm.things().rowOf(item)).isNotEqualTo(EntityTable.NONE);
    }

    @Test
    void buildsAWallForTwoWood() {
        avatar = avatarWith(3);
        assertThat(build(3_000, 0, 0)).isEqualTo(Reason.OK);
        assertThat(avatar.count(ItemKind.WOOD)).isEqualTo(1);
        int row = realm.things().rowOf(realm.ids().next() - 1);
        assertThat(realm.things().ownerId(row)).isEqualTo(avatar.playerId());
        assertThat(realm.things().hp(row)).isEqualTo(Rules.WALL_HP);
        assertThat(build(-3_000, 0, 0)).isEqualTo(Reason.NOT_ENOUGH_ITEMS);
    }

    @Test
    void closesARoomOfFourWalls() {
        avatar = avatarWith(8);
        assertThat(build(0, -2_000, 0)).isEqualTo(Reason.OK);
        assertThat(build(0, 2_000, 0)).isEqualTo(Reason.OK);
        assertThat(build(-2_000, 0, 90)).isEqualTo(Reason.OK);
        assertThat(build(2_000, 0, 90)).isEqualTo(Reason.OK);
    }

    @Test
    void refusesWallsThatRunThroughOthersOrThroughTreesAndRocks() {
        avatar = avatarWith(20);
        assertThat(build(0, 3_000, 0)).isEqualTo(Reason.OK);
        assertThat(build(0, 3_000, 90)).isEqualTo(Reason.NO_SPACE);
        assertThat(build(100, 3_100, 3)).isEqualTo(Reason.NO_SPACE);
        assertThat(build(0, 3_300, 0)).isEqualTo(Reason.OK);
        assertThat(build(4_000, 3_000, 180)).isEqualTo(Reason.OK);
        add(EntityKind.TREE, 0, -3_000);
        assertThat(build(0, -3_500, 0)).isEqualTo(Reason.NO_SPACE);
        assertThat(build(0, -3_560, 0)).isEqualTo(Reason.OK);
        add(EntityKind.ROCK, -4_000, -100);
        assertThat(build(-3_000, 0, 0)).isEqualTo(Reason.NO_SPACE);
    }

    @Test
    void refusesWallsOffTheGroundOutOfReachOrOutsideTheWorld() {
        avatar = avatarWith(20);
        long ground = terrain.heightMicros(MIDDLE, MIDDLE);
        long tolerance = Rules.WALL_GROUND_TOLERANCE_MM * Units.MICROS_PER_MM;
        assertThat(buildAt(MIDDLE, ground + tolerance + 1, MIDDLE, 0)).isEqualTo(Reason.NOT_ON_GROUND);
        assertThat(buildAt(MIDDLE, ground - tolerance - 1, MIDDLE, 0)).isEqualTo(Reason.NOT_ON_GROUND);
        assertThat(build(6_001, 0, 0)).isEqualTo(Reason.OUT_OF_REACH);
        assertThat(buildAt(1, 0, MIDDLE, 0)).isEqualTo(Reason.OUTSIDE_WORLD);
        for (long nonsense : List.of(Long.MIN_VALUE, Long.MAX_VALUE)) {
            assertThat(buildAt(nonsense, 0, MIDDLE, 0)).isEqualTo(Reason.OUTSIDE_WORLD);
            assertThat(buildAt(MIDDLE, 0, nonsense, 0)).isEqualTo(Reason.OUTSIDE_WORLD);
            assertThat(buildAt(MIDDLE, nonsense, MIDDLE, 0)).isEqualTo(Reason.NOT_ON_GROUND);
        }
        assertThat(build(0, 0, 360)).isEqualTo(Reason.BAD_ACTION);
        assertThat(build(0, 0, -1)).isEqualTo(Reason.BAD_ACTION);
        assertThat(avatar.count(ItemKind.WOOD)).isEqualTo(20);
    }

    @Test
    void aFullChunkTakesNoMoreWallsAndItsNeighbourDoes() {
        avatar = avatarWith(4);
        crowd(10_000, 10_000, Rules.MAX_IN_CHUNK);
        assertThat(build(3_000, 3_000, 0)).isEqualTo(Reason.CROWDED);
        assertThat(avatar.count(ItemKind.WOOD)).isEqualTo(4);
        assertThat(build(-3_000, 3_000, 0)).isEqualTo(Reason.OK);
    }

    @Test
    void aTreeDoesNotFallWhereThereIsNoRoomForWhatItDrops() {
        long tree = add(EntityKind.TREE, 1_000, 1_000);
        crowd(10_000, 10_000, Rules.MAX_IN_CHUNK - 1);
        for (int strike = 1; strike <= 3; strike++) {
            assertThat(harvest(tree)).isEqualTo(Reason.OK);
        }
        assertThat(harvest(tree)).isEqualTo(Reason.CROWDED);
        assertThat(apply(new Action.Interact(add(EntityKind.ITEM, -1_000, 0)))).isEqualTo(Reason.OK);
        assertThat(harvest(tree)).as("that was in another chunk").isEqualTo(Reason.CROWDED);
        realm.things().remove(realm.things().rowOf(tree + 1));
        realm.things().forgetChanges();
        assertThat(harvest(tree)).isEqualTo(Reason.OK);
    }

    @Test
    void whatATreeDropsLiesUnderItWhereTheChunkBesideIsFull() {
        long tree = add(EntityKind.TREE, 300, 300);
        crowd(-10_000, -10_000, Rules.MAX_IN_CHUNK);
        for (int strike = 1; strike <= 4; strike++) {
            assertThat(harvest(tree)).isEqualTo(Reason.OK);
        }
        int row = realm.things().rowOf(realm.ids().next() - 1);
        assertThat(realm.things().xMicros(row)).isEqualTo(MIDDLE + 300_000);
        assertThat(realm.things().zMicros(row)).isEqualTo(MIDDLE + 300_000);
    }

    @Test
    void keepsRoomInAChunkForAWallThatIsAgreedOn() {
        avatar = avatarWith(4);
        crowd(10_000, 10_000, Rules.MAX_IN_CHUNK - 1);
        Legs legs = new Legs(realm, Crowd.NOBODY);
        Actor actor = Actor.of(avatar);
        long y = terrain.heightMicros(MIDDLE + 3_000_000, MIDDLE + 3_000_000);
        Leg raise = new Leg.Raise(new Action.Build(StructureKind.WALL, MIDDLE + 3_000_000, y, MIDDLE + 3_000_000, 0));
        Legs.Prepared.Ready ready = (Legs.Prepared.Ready) legs.prepare(actor, List.of(raise));
        assertThat(build(3_000, 6_000, 0)).isEqualTo(Reason.OUT_OF_REACH);
        assertThat(build(3_000, 1_500, 0)).isEqualTo(Reason.CROWDED);
        legs.carryOut(actor, ready.asides(), tick);
        assertThat(legs.prepare(
                        actor,
                        List.of(new Leg.Raise(
                                new Action.Build(StructureKind.WALL, MIDDLE + 3_000_000, y, MIDDLE + 1_500_000, 0)))))
                .isEqualTo(new Legs.Prepared.Unable(Reason.CROWDED));
    }

    /** The server was away for longer than everything lasts: one tick must not change more than a frame holds. */
    @Test
    void whatIsDueAtOnceAgesTickByTickTheEarliestFirst() {
        int more = 500;
        long first = realm.ids().next();
        crowd(10_000, 10_000, Rules.MAX_IN_CHUNK);
        crowd(-10_000, 10_000, Rules.MAX_IN_CHUNK);
        crowd(-10_000, -10_000, more);
        for (long id = first; id < realm.ids().next(); id++) {
            realm.things().setReadyAtTick(realm.things().rowOf(id), 10_000 - id);
        }
        realm.things().forgetChanges();
        realm.age(20_000);
        assertThat(realm.things().changes().count()).isEqualTo(Realm.MAX_AGED_PER_TICK);
        assertThat(realm.things().size()).isEqualTo(more);
        assertThat(realm.things().rowOf(first)).as("it was due last").isNotEqualTo(EntityTable.NONE);
        realm.endTick();
        realm.age(20_001);
        assertThat(realm.things().size()).isZero();
        realm.endTick();
    }

    @Test
    void keepsTheNewestThirtyTwoResults() {
        for (int i = 0; i < 40; i++) {
            apply(new Action.Idle());
        }
        assertThat(avatar.state().recentResults()).hasSize(AvatarState.RECENT_RESULTS);
        assertThat(avatar.resultOf(8)).isNull();
        assertThat(avatar.resultOf(9)).isEqualTo(new ActionResult(9, Reason.OK, 0));
    }

    private long add(EntityKind kind, long dxMm, long dzMm) {
        long x = MIDDLE + dxMm * Units.MICROS_PER_MM;
        long z = MIDDLE + dzMm * Units.MICROS_PER_MM;
        long id = realm.takeEntityId();
        int variant = kind == EntityKind.ITEM ? ItemKind.WOOD.code() : 1;
        realm.add(new EntityState(id, kind, variant, x, terrain.heightMicros(x, z), z, 0, Rules.maxHp(kind), 1, 0, 0));
        realm.things().forgetChanges();
        return id;
    }

    /** Puts so many items at one place. */
    private void crowd(long dxMm, long dzMm, int count) {
        for (int i = 0; i < count; i++) {
            add(EntityKind.ITEM, dxMm, dzMm);
        }
    }

    private Reason harvest(long target) {
        return apply(new Action.Harvest(target));
    }

    private Reason build(long dxMm, long dzMm, int yaw) {
        long x = MIDDLE + dxMm * Units.MICROS_PER_MM;
        long z = MIDDLE + dzMm * Units.MICROS_PER_MM;
        return buildAt(x, terrain.heightMicros(x, z), z, yaw);
    }

    private Reason buildAt(long x, long y, long z, int yaw) {
        return apply(new Action.Build(StructureKind.WALL, x, y, z, yaw));
    }

    private Reason apply(Action action) {
        Reason reason = applyAt(action, tick);
        tick += FAR_TICKS;
        return reason;
    }

    private Reason applyAt(Action action, long at) {
        Reason reason = survival.apply(avatar, avatar.lastAppliedSequence() + 1, action, at)
                .reason();
        realm.endTick();
        return reason;
    }

    private Avatar avatarWith(int wood) {
        return new Avatar(new AvatarState(
                17,
                900,
                "Ada",
                MIDDLE,
                terrain.heightMicros(MIDDLE, MIDDLE),
                MIDDLE,
                Rules.AVATAR_HP,
                wood,
                0,
                0,
                0,
                List.of()));
    }
}
