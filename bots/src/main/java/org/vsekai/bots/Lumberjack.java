package org.vsekai.bots;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
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
import org.vsekai.wire.v1.StructureKind;

/**
 * Plays all the time: fells the nearest tree, gathers its wood, sets up a wall where there is room, walks on. Between that it
 * rests, asks for what the world must refuse, sends things twice, and pulls its own plug. One deed at a time is under way;
 * rests come besides, so that several sequences are open at any moment.
 */
final class Lumberjack implements Behaviour {
    private static final long IDLE_EVERY_NANOS = 250_000_000L;

    /** Deeds are done this much nearer than the rules allow: the server knows an older place of the body. */
    private static final long REACH_MARGIN_MM = 1_200;

    private static final long NEAR_MM = 500;
    private static final long GATHER_RADIUS_MM = 30_000;
    private static final long WALL_SPACING_MM = 4_800;
    private static final long GROWN_SPACING_MM = 3_200;
    private static final int SPOT_TRIES = 24;
    private static final double NONSENSE_CHANCE = 0.02;

    /** Enough to trade with. */
    private static final int STONES = 2;

    private final SplitMix64 random;
    private final boolean isMischievous;
    private final Haunt haunt;
    private final @Nullable Dealer dealer;
    private final Deeds deeds = new Deeds();
    private long nextIdleAtNanos;
    private long nextMischiefAtNanos;
    private @Nullable Place spot;
    private @Nullable Place roamTo;

    /** Whether the bot comes from beyond the border to what it is after, once for each deed. */
    private boolean hasGoneOver;

    /** Alone, and anywhere. */
    Lumberjack(SplitMix64 random, boolean isMischievous) {
        this(random, isMischievous, new Haunt.Everywhere(), null);
    }

    /** @param dealer null for somebody who neither gives nor trades */
    Lumberjack(SplitMix64 random, boolean isMischievous, Haunt haunt, @Nullable Dealer dealer) {
        this.random = random;
        this.isMischievous = isMischievous;
        this.haunt = haunt;
        this.dealer = dealer;
    }

    @Override
    public Wish decide(Situation now) {
        List<Action.Builder> actions = new ArrayList<>();
        if (now.nowNanos() >= nextIdleAtNanos) {
            nextIdleAtNanos = now.nowNanos() + IDLE_EVERY_NANOS;
            actions.add(idle());
        }
        deeds.newWish();
        if (deeds.settle(now)) {
            roamTo = null;
        }
        Place place = deeds.isUnderWay() ? roamTo : pursue(now, actions);
        return new Wish(place, actions, mischief(now));
    }

    @Override
    public void onTaken(Action action) {
        deeds.onTaken(action);
    }

    @Override
    public void onResult(ActionResult result) {
        deeds.onResult(result);
    }

    /** Walks towards the next deed, and does it when near enough. */
    private @Nullable Place pursue(Situation now, List<Action.Builder> actions) {
        if (roamTo != null) {
            if (distanceMm(now, roamTo) > 1_000) {
                return roamTo;
            }
            roamTo = null;
        }
        boolean isRested = deeds.isRested(now);
        if (isRested && random.chance(NONSENSE_CHANCE)) {
            return act(now, 0, nonsense(now), actions);
        }
        Dealer.Step deal = isRested && dealer != null ? dealer.next(now) : null;
        if (deal != null) {
            return deal.action() == null ? deal.walkTo() : act(now, 0, deal.action(), actions);
        }
        int reach = now.welcome().getRules().getReachMm();
        Entity item = nearest(now, Lumberjack::isWood, GATHER_RADIUS_MM);
        if (item != null) {
            Action.Builder pickUp =
                    Action.newBuilder().setInteract(Interact.newBuilder().setTarget(item.getId()));
            return approach(now, item, reach, isRested ? pickUp : null, actions);
        }
        int kept = dealer == null ? 0 : Dealer.WOOD_KEPT;
        if (now.world().count(ItemKind.ITEM_KIND_WOOD)
                >= now.welcome().getRules().getWallWoodCost() + kept) {
            return pursueWall(now, isRested, actions);
        }
        boolean needsStone = dealer != null && now.world().count(ItemKind.ITEM_KIND_STONE) < STONES;
        Entity rock = needsStone ? nearest(now, Lumberjack::isWholeRock, Long.MAX_VALUE) : null;
        Entity whole = rock == null ? nearest(now, Lumberjack::isWholeTree, Long.MAX_VALUE) : rock;
        if (whole == null) {
            return roam(now);
        }
        Action.Builder strike =
                Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(whole.getId()));
        return approach(now, whole, reach, isRested ? strike : null, actions);
    }

    private Place roam(Situation now) {
        Place place = haunt.roam(now, random);
        roamTo = place;
        return place;
    }

    private @Nullable Place pursueWall(Situation now, boolean isRested, List<Action.Builder> actions) {
        if (spot == null || !isFree(now, spot)) {
            spot = freeSpot(now);
        }
        if (spot == null) {
            return roam(now);
        }
        if (distanceMm(now, spot) > now.welcome().getRules().getBuildReachMm() - 2 * REACH_MARGIN_MM) {
            return spot;
        }
        if (!isRested) {
            return null;
        }
        Place chosen = spot;
        spot = null;
        return act(now, 0, wallAt(now, chosen, random.nextInt(360)), actions);
    }

    private @Nullable Place approach(
            Situation now, Entity thing, int reachMm, Action.@Nullable Builder deed, List<Action.Builder> actions) {
        Place at =
                new Place(thing.getPosition().getXMicros(), thing.getPosition().getZMicros());
        Place beyond = hasGoneOver ? null : haunt.beyondBorder(now, at);
        if (beyond != null && distanceMm(now, beyond) > NEAR_MM) {
            return beyond;
        }
        hasGoneOver = true;
        if (distanceMm(now, at) > reachMm - REACH_MARGIN_MM) {
            return at;
        }
        if (deed == null) {
            return null;
        }
        hasGoneOver = false;
        return act(now, thing.getId(), deed, actions);
    }

    private @Nullable Place act(Situation now, long target, Action.Builder deed, List<Action.Builder> actions) {
        deeds.offer(target);
        actions.add(deed);
        return random.chance(haunt.roamChance(deed.hasBuild())) ? roam(now) : null;
    }

    /** Something that the world must refuse, for good: the refusal is as durable as a deed. */
    private Action.Builder nonsense(Situation now) {
        return switch (random.nextInt(3)) {
            case 0 ->
                Action.newBuilder().setHarvest(Harvest.newBuilder().setTarget(Long.MAX_VALUE - random.nextInt(1_000)));
            case 1 -> Action.newBuilder().setInteract(Interact.newBuilder().setTarget(1 + random.nextInt(100)));
            default -> wallAt(now, haunt.roam(now, random), 360 + random.nextInt(100));
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
            Place place = haunt.spot(now, random);
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

    private @Nullable Entity nearest(Situation now, Predicate<Entity> wanted, long withinMm) {
        Entity nearest = null;
        long best = withinMm;
        for (Entity thing : now.world().things()) {
            Place place = new Place(
                    thing.getPosition().getXMicros(), thing.getPosition().getZMicros());
            if (!wanted.test(thing) || deeds.isAvoided(thing.getId(), now) || !haunt.isWorthwhile(place)) {
                continue;
            }
            long distance = distanceMm(now, place);
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

    private static boolean isWholeRock(Entity thing) {
        return thing.getKind() == EntityKind.ENTITY_KIND_ROCK && thing.getHp() > 0;
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
