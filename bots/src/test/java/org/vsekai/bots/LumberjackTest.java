package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.bots.Behaviour.Mischief;
import org.vsekai.bots.Behaviour.Situation;
import org.vsekai.bots.Behaviour.Wish;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Bounds;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.Rules;
import org.vsekai.wire.v1.Welcome;

class LumberjackTest {
    private static final long SECOND = 1_000_000_000L;

    private final ActionOutbox outbox = new ActionOutbox();
    private long nowNanos = SECOND;

    @Test
    void walksToTheNearestWholeTreeAndStrikesItWithinReach() {
        Seeds.forEach(20, random -> {
            Entity near = thing(1, EntityKind.ENTITY_KIND_TREE, 12, 50);
            Entity felled = thing(2, EntityKind.ENTITY_KIND_TREE, 10, 0);
            Entity far = thing(3, EntityKind.ENTITY_KIND_TREE, 25, 100);
            Lumberjack bot = new Lumberjack(random, false);
            Wish walk = firstSensible(bot, world(0, near, felled, far), 8);
            assertThat(walk.walkTo()).isEqualTo(new Behaviour.Place(Units.metres(12), Units.metres(8)));
            Wish strike = firstDeed(bot, world(0, near, felled, far), 11, Action.KindCase.HARVEST);
            assertThat(deed(strike).getHarvest().getTarget()).isEqualTo(1);
        });
    }

    @Test
    void picksUpWoodThatLiesNearBeforeAnythingElse() {
        Seeds.forEach(20, random -> {
            Entity tree = thing(1, EntityKind.ENTITY_KIND_TREE, 11, 100);
            Entity wood = thing(2, EntityKind.ENTITY_KIND_ITEM, 12, 1).toBuilder()
                    .setVariant(ItemKind.ITEM_KIND_WOOD_VALUE)
                    .build();
            Lumberjack bot = new Lumberjack(random, false);
            Wish wish = firstDeed(bot, world(5, tree, wood), 11, Action.KindCase.INTERACT);
            assertThat(deed(wish).getInteract().getTarget()).isEqualTo(2);
        });
    }

    @Test
    void buildsWhereNothingStandsOnceThereIsWoodForAWall() {
        Seeds.forEach(50, random -> {
            Entity wall = thing(1, EntityKind.ENTITY_KIND_STRUCTURE, 16, 200);
            Lumberjack bot = new Lumberjack(random, false);
            WorldView world = world(2, wall);
            Situation at = situation(world, 16);
            for (int i = 0; i < 3_000; i++) {
                Wish wish = bot.decide(at);
                if (wish.walkTo() != null) {
                    at.walker().place(wish.walkTo().xMicros(), wish.walkTo().zMicros());
                }
                for (Action.Builder action : wish.actions()) {
                    if (action.hasBuild() && action.getBuild().getYawDegrees() < 360) {
                        Position place = action.getBuild().getPosition();
                        assertThat(Walker.distanceMm(
                                        place.getXMicros(), place.getZMicros(), Units.metres(16), Units.metres(8)))
                                .isGreaterThanOrEqualTo(4_800);
                        return;
                    }
                }
                at = later(at);
            }
            throw new AssertionError("never built");
        });
    }

    @Test
    void comesFromBeyondTheBorderToWhatStandsNearIt() {
        Seeds.forEach(20, random -> {
            Haunt corner = new Haunt.Corner(Units.metres(16), Units.metres(16));
            Lumberjack bot = new Lumberjack(random, false, corner, null);
            Situation at = situation(world(0, thing(1, EntityKind.ENTITY_KIND_TREE, 15, 50)), 12);
            List<Behaviour.Place> walked = new ArrayList<>();
            Wish wish = bot.decide(at);
            while (wish.actions().stream()
                    .noneMatch(action -> action.getHarvest().getTarget() == 1)) {
                if (wish.walkTo() != null) {
                    walked.add(wish.walkTo());
                    at.walker().place(wish.walkTo().xMicros(), wish.walkTo().zMicros());
                }
                at = later(at);
                wish = bot.decide(at);
            }
            Behaviour.Place beyond = new Behaviour.Place(Units.metres(16) + 2_900_000, Units.metres(8));
            Behaviour.Place tree = new Behaviour.Place(Units.metres(15), Units.metres(8));
            assertThat(walked).containsSubsequence(beyond, tree);
        });
    }

    @Test
    void doesOneDeedAtATimeAndLeavesAloneWhatTheWorldRefused() {
        Entity stubborn = thing(1, EntityKind.ENTITY_KIND_TREE, 12, 50);
        Entity other = thing(2, EntityKind.ENTITY_KIND_TREE, 13, 50);
        Lumberjack bot = new Lumberjack(new SplitMix64(4), false);
        Situation at = situation(world(0, stubborn, other), 11);
        Action taken =
                outbox.offer(deed(firstDeed(bot, at, Action.KindCase.HARVEST))).orElseThrow();
        bot.onTaken(taken);
        for (int i = 0; i < 10; i++) {
            at = later(at);
            assertThat(bot.decide(at).actions()).allMatch(Action.Builder::hasIdle);
        }
        bot.onResult(ActionResult.newBuilder()
                .setSequence(taken.getSequence())
                .setReason(Reason.REASON_NO_SUCH_TARGET)
                .build());
        outbox.onResult(taken.getSequence(), nowNanos);
        Wish next = firstDeed(bot, later(at), Action.KindCase.HARVEST);
        assertThat(deed(next).getHarvest().getTarget()).isEqualTo(2);
    }

    @Test
    void makesMischiefOnlyWhenItMay() {
        Lumberjack good = new Lumberjack(new SplitMix64(1), false);
        Lumberjack bad = new Lumberjack(new SplitMix64(1), true);
        Situation at = situation(world(0), 8);
        int mischief = 0;
        for (int i = 0; i < 100; i++) {
            at = later(at);
            assertThat(good.decide(at).mischief()).isEqualTo(Mischief.NONE);
            mischief += bad.decide(at).mischief() == Mischief.NONE ? 0 : 1;
        }
        assertThat(mischief).isGreaterThan(5);
    }

    /** What the bot wants when it is not asking for nonsense, which it does now and then. */
    private Wish firstSensible(Lumberjack bot, WorldView world, int atX) {
        Situation at = situation(world, atX);
        for (int i = 0; i < 100; i++) {
            Wish wish = bot.decide(at);
            if (wish.walkTo() != null) {
                return wish;
            }
        }
        throw new AssertionError("never walked");
    }

    private Wish firstDeed(Lumberjack bot, WorldView world, int atX, Action.KindCase kind) {
        return firstDeed(bot, situation(world, atX), kind);
    }

    private Wish firstDeed(Lumberjack bot, Situation start, Action.KindCase kind) {
        Situation at = start;
        for (int i = 0; i < 100; i++) {
            Wish wish = bot.decide(at);
            // Nonsense is about things that are not there.
            boolean isMeant = wish.actions().stream()
                    .anyMatch(action -> action.getKindCase() == kind && at(start.world(), action) != null);
            if (isMeant) {
                return wish;
            }
            at = later(at);
        }
        throw new AssertionError("never did " + kind);
    }

    private static @Nullable Entity at(WorldView world, Action.Builder action) {
        return world.thing(
                action.hasHarvest()
                        ? action.getHarvest().getTarget()
                        : action.getInteract().getTarget());
    }

    private static Action.Builder deed(Wish wish) {
        return wish.actions().getLast();
    }

    private Situation later(Situation before) {
        nowNanos += SECOND;
        return new Situation(before.welcome(), before.world(), before.walker(), outbox, nowNanos);
    }

    private Situation situation(WorldView world, int atX) {
        Welcome welcome = Welcome.newBuilder()
                .setMaxActionsInFlight(8)
                .setBounds(Bounds.newBuilder().setMaxXMicros(Units.metres(32)).setMaxZMicros(Units.metres(32)))
                .setRules(Rules.newBuilder()
                        .setReachMm(3_500)
                        .setBuildReachMm(6_000)
                        .setMaxSpeedMmPerS(8_000)
                        .setWallWoodCost(2)
                        .setHarvestCooldownMs(300))
                .build();
        outbox.onWelcome(welcome, nowNanos);
        Walker walker = new Walker(new Ground(1), 8_000, nowNanos);
        walker.place(Units.metres(atX), Units.metres(8));
        return new Situation(welcome, world, walker, outbox, nowNanos);
    }

    private static WorldView world(int wood, Entity... things) {
        Inventory inventory = Inventory.newBuilder()
                .addItems(
                        ItemCount.newBuilder().setItem(ItemKind.ITEM_KIND_WOOD).setCount(wood))
                .build();
        WorldView world =
                new WorldView(Welcome.newBuilder().setInventory(inventory).build());
        world.onChunkState(
                ChunkState.newBuilder().addAllEntities(List.of(things)).build());
        return world;
    }

    private static Entity thing(long id, EntityKind kind, int xMetres, int hp) {
        return Entity.newBuilder()
                .setId(id)
                .setKind(kind)
                .setPosition(
                        Position.newBuilder().setXMicros(Units.metres(xMetres)).setZMicros(Units.metres(8)))
                .setHp(hp)
                .setMaxHp(Math.max(1, hp))
                .setCount(1)
                .build();
    }
}
