package org.vsekai.bots;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.Harvest;
import org.vsekai.wire.v1.Idle;
import org.vsekai.wire.v1.Interact;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.StructureKind;

/**
 * Plays all the time: fells the nearest tree, gathers its wood, sets up a wall where there is room, walks on. Between that it
 * rests, asks for what the world must refuse, sends things twice, and pulls its own plug. One deed at a time is under way;
 * rests come besides, so that several sequences are open at any moment.
 */
final class Lumberjack implements Behaviour {
    private static final long NANOS_PER_MS = 1_000_000L;
    private static final long IDLE_EVERY_NANOS = 250_000_000L;
    private static final long COOLDOWN_SLACK_NANOS = 50_000_000L;

    /** Deeds are done this much nearer than the rules allow: the server knows an older place of the body. */
    private static final long REACH_MARGIN_MM = 1_200;

    private static final long GATHER_RADIUS_MM = 30_000;
    /** Near, so that walls come up within the second or two that a server is let live. */
    private static final long SPOT_RADIUS_MM = 9_000;

    private static final long BORDER_MM = 4_000;
    private static final long WALL_SPACING_MM = 4_800;
    private static final long GROWN_SPACING_MM = 3_200;
    private static final int SPOT_TRIES = 24;
    private static final double ROAM_CHANCE = 0.15;
    private static final double NONSENSE_CHANCE = 0.02;
    private static final long AVOID_NANOS = 30_000_000_000L;
    private static final int MAX_AVOIDED = 256;

    private final SplitMix64 random;
    private final boolean isMischievous;
    private final Map<Long, Long> avoidedUntilNanos = new HashMap<>();
    private long deedSequence;
    private long deedTarget;
    private boolean isDeedOffered;
    private @Nullable Reason deedOutcome;
    private long nextDeedAtNanos;
    private long nextIdleAtNanos;
    private long nextMischiefAtNanos;
    private @Nullable Place spot;
    private @Nullable Place roamTo;

    Lumberjack(SplitMix64 random, boolean isMischievous) {
        this.random = random;
        this.isMischievous = isMischievous;
    }

    @Override
    public Wish decide(Situation now) {
        List<Action.Builder> actions = new ArrayList<>();
        if (now.nowNanos() >= nextIdleAtNanos) {
            nextIdleAtNanos = now.nowNanos() + IDLE_EVERY_NANOS;
            actions.add(idle());
        }
        Place place = null;
        isDeedOffered = false;
        settleDeed(now);
        if (deedSequence == 0) {
            place = pursue(now, actions);
        }
        return new Wish(place, actions, mischief(now));
    }

    @Override
    public void onTaken(Action action) {
        if (isDeedOffered && action.getKindCase() != Action.KindCase.IDLE) {
            deedSequence = action.getSequence();
            deedOutcome = null;
        }
    }

    @Override
    public void onResult(ActionResult result) {
        if (result.getSequence() == deedSequence) {
            deedOutcome = result.getReason();
        }
    }

    /** Forgets an answered deed; what the world refused is left alone for a while. */
    private void settleDeed(Situation now) {
        if (deedSequence == 0 || !now.outbox().isAnswered(deedSequence)) {
            return;
        }
        if (deedOutcome != Reason.REASON_OK && deedOutcome != Reason.REASON_TOO_SOON) {
            if (avoidedUntilNanos.size() >= MAX_AVOIDED) {
                avoidedUntilNanos.clear();
            }
            avoidedUntilNanos.put(deedTarget, now.nowNanos() + AVOID_NANOS);
            roamTo = null;
        }
        deedSequence = 0;
        nextDeedAtNanos =
                now.nowNanos() + now.welcome().getRules().getHarvestCooldownMs() * NANOS_PER_MS + COOLDOWN_SLACK_NANOS;
    }

    /** Walks towards the next deed, and does it when near enough. */
    private @Nullable Place pursue(Situation now, List<Action.Builder> actions) {
        if (roamTo != null) {
            if (distanceMm(now, roamTo) > 1_000) {
                return roamTo;
            }
            roamTo = null;
        }
        boolean isRested = now.nowNanos() >= nextDeedAtNanos;
        if (isRested && random.chance(NONSENSE_CHANCE)) {
            return act(0, nonsense(now), actions);
        }
        int reach = now.welcome().getRules().getReachMm();
        Entity item = nearest(now, Lumberjack::isWood, GATHER_RADIUS_MM);
        if (item != null) {
            Action.Builder pickUp =
                    Action.newBuilder().setInteract(Interact.newBuilder().setTarget(item.getId()));
            return approach(now, item, reach, isRested ? pickUp : null, actions);
        }
        if (now.world().count(ItemKind.ITEM_KIND_WOOD)
                >= now.welcome().getRules().getWallWoodCost()) {
            return pursueWall(now, isRested, actions);
        }
        Entity tree = nearest(now, Lumberjack::isWholeTree, Long.MAX_VALUE);
        if (tree == null) {
            roamTo = anywhere(now);
            return roamTo;
        }
        Action.Builder strike =
                Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(tree.getId()));
        return approach(now, tree, reach, isRested ? strike : null, actions);
    }

    private @Nullable Place pursueWall(Situation now, boolean isRested, List<Action.Builder> actions) {
        if (spot == null || !isFree(now, spot)) {
            spot = freeSpot(now);
        }
        if (spot == null) {
            roamTo = anywhere(now);
            return roamTo;
        }
        if (distanceMm(now, spot) > now.welcome().getRules().getBuildReachMm() - 2 * REACH_MARGIN_MM) {
            return spot;
        }
        if (!isRested) {
            return null;
        }
        Place chosen = spot;
        spot = null;
        if (random.chance(ROAM_CHANCE)) {
            roamTo = anywhere(now);
        }
        return act(0, wallAt(now, chosen, random.nextInt(360)), actions);
    }

    private @Nullable Place approach(
            Situation now, Entity thing, int reachMm, Action.@Nullable Builder deed, List<Action.Builder> actions) {
        Place at =
                new Place(thing.getPosition().getXMicros(), thing.getPosition().getZMicros());
        if (distanceMm(now, at) > reachMm - REACH_MARGIN_MM) {
            return at;
        }
        return deed == null ? null : act(thing.getId(), deed, actions);
    }

    private @Nullable Place act(long target, Action.Builder deed, List<Action.Builder> actions) {
        deedTarget = target;
        isDeedOffered = true;
        actions.add(deed);
        return null;
    }

    /** Something that the world must refuse, for good: the refusal is as durable as a deed. */
    private Action.Builder nonsense(Situation now) {
        return switch (random.nextInt(3)) {
            case 0 ->
                Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(Long.MAX_VALUE - random.nextInt(1_000)));
            case 1 -> Action.newBuilder().setInteract(Interact.newBuilder().setTarget(1 + random.nextInt(100)));
            default -> wallAt(now, anywhere(now), 360 + random.nextInt(100));
        };
    }

    private Mischief mischief(Situation now) {
        if (!isMischievous || now.nowNanos() < nextMischiefAtNanos) {
            return Mischief.NONE;
        }
        boolean isFirst = nextMischiefAtNanos == 0;
        nextMischiefAtNanos = now.nowNanos() + random.between(500_000_000L, 2_000_000_000L);
        if (isFirst) {
            return Mischief.NONE;
        }
        return switch (random.nextInt(8)) {
            case 0 -> Mischief.UNPLUG;
            case 1, 2, 3 -> Mischief.REPEAT_ANSWERED;
            default -> Mischief.RESEND_OPEN;
        };
    }

    private @Nullable Place freeSpot(Situation now) {
        for (int attempt = 0; attempt < SPOT_TRIES; attempt++) {
            Place place = within(
                    now,
                    now.walker().xMicros() + Units.metres((random.nextDouble() * 2 - 1) * SPOT_RADIUS_MM / 1_000.0),
                    now.walker().zMicros() + Units.metres((random.nextDouble() * 2 - 1) * SPOT_RADIUS_MM / 1_000.0));
            if (isFree(now, place)) {
                return place;
            }
        }
        return null;
    }

    private static boolean isFree(Situation now, Place place) {
        for (Entity thing : now.world().things()) {
            long spacing = thing.getKind() == EntityKind.ENTITY_KIND_STRUCTURE ? WALL_SPACING_MM : GROWN_SPACING_MM;
            boolean isInTheWay = thing.getKind() != EntityKind.ENTITY_KIND_ITEM
                    && Walker.distanceMm(
                                    place.xMicros(),
                                    place.zMicros(),
                                    thing.getPosition().getXMicros(),
                                    thing.getPosition().getZMicros())
                            < spacing;
            if (isInTheWay) {
                return false;
            }
        }
        return now.world().chunks().contains(WorldView.chunkAt(place.xMicros(), place.zMicros()));
    }

    private Place anywhere(Situation now) {
        var bounds = now.welcome().getBounds();
        return within(
                now,
                random.between(bounds.getMinXMicros(), bounds.getMaxXMicros()),
                random.between(bounds.getMinZMicros(), bounds.getMaxZMicros()));
    }

    private static Place within(Situation now, long xMicros, long zMicros) {
        var bounds = now.welcome().getBounds();
        long border = BORDER_MM * Units.MICROS_PER_MM;
        return new Place(
                Math.clamp(xMicros, bounds.getMinXMicros() + border, bounds.getMaxXMicros() - border),
                Math.clamp(zMicros, bounds.getMinZMicros() + border, bounds.getMaxZMicros() - border));
    }

    private @Nullable Entity nearest(Situation now, Predicate<Entity> wanted, long withinMm) {
        Entity nearest = null;
        long best = withinMm;
        for (Entity thing : now.world().things()) {
            Long avoided = avoidedUntilNanos.get(thing.getId());
            if (!wanted.test(thing) || avoided != null && avoided > now.nowNanos()) {
                continue;
            }
            long distance = distanceMm(
                    now,
                    new Place(
                            thing.getPosition().getXMicros(),
                            thing.getPosition().getZMicros()));
            if (distance < best) {
                best = distance;
                nearest = thing;
            }
        }
        return nearest;
    }

    private static boolean isWood(Entity thing) {
        return thing.getKind() == EntityKind.ENTITY_KIND_ITEM && thing.getVariant() == ItemKind.ITEM_KIND_WOOD_VALUE;
    }

    private static boolean isWholeTree(Entity thing) {
        return thing.getKind() == EntityKind.ENTITY_KIND_TREE && thing.getHp() > 0;
    }

    private static Action.Builder idle() {
        return Action.newBuilder().setIdle(Idle.getDefaultInstance());
    }

    private static Action.Builder wallAt(Situation now, Place place, int yawDegrees) {
        long y = now.walker().ground().heightMicros(place.xMicros(), place.zMicros());
        return Action.newBuilder()
                .setBuild(Build.newBuilder()
                        .setStructure(StructureKind.STRUCTURE_KIND_WALL)
                        .setPosition(Position.newBuilder()
                                .setXMicros(place.xMicros())
                                .setYMicros(y)
                                .setZMicros(place.zMicros()))
                        .setYawDegrees(yawDegrees));
    }

    private static long distanceMm(Situation now, Place place) {
        return Walker.distanceMm(now.walker().xMicros(), now.walker().zMicros(), place.xMicros(), place.zMicros());
    }
}
