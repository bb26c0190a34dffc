package org.vsekai.simulator.client;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.replication.GameMessages;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.Harvest;
import org.vsekai.wire.v1.Idle;
import org.vsekai.wire.v1.Interact;
import org.vsekai.wire.v1.StructureKind;

/** What a player wants: wood and stone from what is near, walls, dealings with others, and to see the rest of the world. */
final class Will {
    private static final double REACH_METRES = 3;
    private static final long HOME_MICROS = 5 * Units.MICROS_PER_METRE;

    private final SplitMix64 random;
    private final Memory memory;
    private final Body body;
    private final Company company;
    private final boolean isSettled;

    Will(SplitMix64 random, Memory memory, Body body, Company company, boolean isSettled) {
        this.random = random;
        this.memory = memory;
        this.body = body;
        this.company = company;
        this.isSettled = isSettled;
    }

    /** Sets a new goal: somebody to meet, something to strike or to pick up, or a place to see. */
    void choosePlace() {
        if (random.chance(0.25) && company.approach()) {
            return;
        }
        if (isSettled && random.chance(0.8)) {
            body.walkTo(
                    Units.REGION_MICROS + random.between(-HOME_MICROS, HOME_MICROS),
                    Units.REGION_MICROS + random.between(-HOME_MICROS, HOME_MICROS));
            return;
        }
        Entity goal = random.chance(0.4) ? nearest(each -> isWorthIt(each) && random.chance(0.6)) : null;
        if (goal == null) {
            body.walkAnywhere();
        } else {
            body.walkTo(goal.getPosition().getXMicros(), goal.getPosition().getZMicros());
        }
    }

    Action.Builder chooseAction() {
        if (isSettled && random.chance(0.4)) {
            Action.Builder deal = company.deal();
            if (deal != null) {
                return deal;
            }
        }
        int choice = random.nextInt(20);
        if (choice < 14) {
            Entity target = nearest(Will::isWorthIt);
            if (target != null && distance(target) < REACH_METRES) {
                return use(target);
            }
        }
        if (choice < 17) {
            return build();
        }
        if (choice == 17) {
            return Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(random.between(1, 2_000)));
        }
        Action.Builder deal = company.deal();
        return deal == null ? Action.newBuilder().setIdle(Idle.getDefaultInstance()) : deal;
    }

    private static Action.Builder use(Entity target) {
        return target.getKind() == EntityKind.ENTITY_KIND_ITEM
                ? Action.newBuilder().setInteract(Interact.newBuilder().setTarget(target.getId()))
                : Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(target.getId()));
    }

    private Action.Builder build() {
        long x = body.xMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
        long z = body.zMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
        return Action.newBuilder()
                .setBuild(Build.newBuilder()
                        .setStructure(StructureKind.STRUCTURE_KIND_WALL)
                        .setPosition(GameMessages.position(x, body.groundMicros(x, z), z))
                        .setYawDegrees(random.nextInt(360)));
    }

    private static boolean isWorthIt(Entity thing) {
        return switch (thing.getKind()) {
            case ENTITY_KIND_ITEM -> true;
            case ENTITY_KIND_TREE, ENTITY_KIND_ROCK -> thing.getHp() > 0;
            default -> false;
        };
    }

    private @Nullable Entity nearest(Predicate<Entity> wanted) {
        Entity nearest = null;
        double least = Double.MAX_VALUE;
        for (Entity thing : memory.things().values()) {
            double distance = distance(thing);
            if (distance < least && wanted.test(thing)) {
                nearest = thing;
                least = distance;
            }
        }
        return nearest;
    }

    private double distance(Entity thing) {
        return body.distanceMetres(
                thing.getPosition().getXMicros(), thing.getPosition().getZMicros());
    }
}
