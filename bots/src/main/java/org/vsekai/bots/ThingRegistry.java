package org.vsekai.bots;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.Build;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;

/**
 * Every thing that any bot was ever shown or told of, and what must be true of it. Confined to the fleet's thread; grows with
 * the number of things.
 *
 * <p>Bots hear of one frame at different moments, so what one was shown is held against another's view only across a restart
 * of the server ({@code floor}: what was shown before it), and strictly once the world rests.
 */
final class ThingRegistry {
    /** What was acknowledged to a builder. */
    record Wall(long id, Build asked, long ownerPlayerId, String builder) {}

    private static final class Thing {
        Entity latest;
        long frame;
        boolean isRemoved;

        @Nullable
        Entity floor;

        boolean isRemovedAtFloor;
        boolean isRiseNoted;
        int strikes;
        int regrowths;
        int pickedUp;
        /** Somebody has tried to pick it up. Over a border it leaves the ground before that is decided, and may come back. */
        boolean isTried;

        Thing(Entity latest, long frame) {
            this.latest = latest;
            this.frame = frame;
        }

        boolean mayComeBack() {
            return isTried && pickedUp == 0;
        }
    }

    private final Verdicts verdicts;
    private final Map<Long, Thing> things = new LinkedHashMap<>();
    private final Map<Long, Wall> walls = new LinkedHashMap<>();
    private final Set<Long> removedUnseen = new HashSet<>();
    private final Map<Long, Set<Long>> idsByChunk = new HashMap<>();

    ThingRegistry(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** The server's process is gone: all that was shown so far must be there when the next one comes up. */
    void onRestart() {
        for (Thing thing : things.values()) {
            thing.floor = thing.latest;
            thing.isRemovedAtFloor = thing.isRemoved;
            thing.isRiseNoted = false;
        }
    }

    /** Shown in a frame of that region. */
    void onUpserted(Entity entity, Region region, long frame) {
        if (!Region.of(entity).equals(region)) {
            verdicts.duplicated(1, name(entity) + " lies in " + Region.of(entity) + ", but " + region + " has it too");
            return;
        }
        Thing thing = register(entity, frame);
        if (thing.frame > frame) {
            return;
        }
        if (thing.isRemoved && thing.mayComeBack()) {
            thing.isRemoved = false;
        }
        if (thing.isRemoved) {
            if (frame > thing.frame) {
                verdicts.duplicated(
                        1, name(entity) + " was removed in frame " + thing.frame + " and is back in " + frame);
            }
            return;
        }
        if (thing.frame == frame && !thing.latest.equals(entity)) {
            verdicts.duplicated(1, name(entity) + " was shown in two states in frame " + frame);
        }
        compareIdentity(thing.latest, entity);
        show(thing, entity, frame);
    }

    void onRemoved(long id, Region region, long frame) {
        Thing thing = things.get(id);
        if (thing == null) {
            removedUnseen.add(id);
        } else if (!Region.of(thing.latest).equals(region)) {
            verdicts.lost(1, name(thing.latest) + " was removed by " + region + ", where it does not lie");
        } else if (frame >= thing.frame) {
            thing.isRemoved = true;
            thing.frame = frame;
        }
    }

    /** Shown in the state of a chunk, whose frame is not told. */
    void onSeenInChunk(Entity entity) {
        Thing thing = register(entity, 0);
        compareIdentity(thing.latest, entity);
        if (thing.mayComeBack()) {
            thing.isRemoved = false;
        } else if (thing.isRemovedAtFloor) {
            verdicts.duplicated(1, name(entity) + " was removed before a restart and is back after it");
            return;
        }
        Entity floor = thing.floor;
        if (floor != null && !thing.isRemoved) {
            compareWithFloor(thing, floor, entity);
        }
    }

    /** A whole chunk as a session sees it after a restart: what was shown in it before must be there. */
    void onChunkSeen(long chunk, Set<Long> ids) {
        for (long id : idsByChunk.getOrDefault(chunk, Set.of())) {
            Thing thing = things.get(id);
            if (thing == null || thing.floor == null || isItem(thing)) {
                continue;
            }
            boolean mustBeThere = !thing.isRemovedAtFloor && !thing.isRemoved;
            if (mustBeThere && !ids.contains(id)) {
                verdicts.lost(1, name(thing.latest) + " was shown before a restart and is gone after it");
                thing.isRemoved = true;
            }
        }
    }

    /** A whole chunk while nothing moves and everything is answered: it holds what it must, and nothing else. */
    void verifyRestingChunk(long chunk, WorldView world) {
        Set<Long> ids = world.idsIn(chunk);
        for (long id : idsByChunk.getOrDefault(chunk, Set.of())) {
            Thing thing = things.get(id);
            boolean isGone = thing != null && isItem(thing) && (thing.isRemoved || thing.pickedUp > 0);
            if (isGone && ids.contains(id)) {
                verdicts.duplicated(1, thing(id) + " was taken away and lies there still");
            } else if (!isGone && !ids.contains(id)) {
                verdicts.lost(1, thing(id) + " is gone, and nobody took it");
            }
        }
        for (long id : ids) {
            Entity entity = world.thing(id);
            if (entity != null) {
                verifyResting(entity);
            }
        }
    }

    /** A player's action leaves for the first time. */
    void onSent(Action action) {
        Thing thing = things.get(action.getInteract().getTarget());
        if (thing != null) {
            thing.isTried = true;
        }
    }

    void onBuilt(long id, Build asked, long ownerPlayerId, String builder) {
        Wall before = walls.putIfAbsent(id, new Wall(id, asked, ownerPlayerId, builder));
        if (before != null) {
            verdicts.duplicated(1, "wall " + id + " was acknowledged for two actions");
        }
        idsByChunk.computeIfAbsent(chunkOf(asked), key -> new LinkedHashSet<>()).add(id);
    }

    void onStruck(long id) {
        Thing thing = things.get(id);
        if (thing != null) {
            thing.strikes++;
        }
    }

    void onPickedUp(long id, String who) {
        Thing thing = things.get(id);
        if (thing != null && ++thing.pickedUp > 1) {
            verdicts.duplicated(thing.latest.getCount(), name(thing.latest) + " was picked up again, by " + who);
        }
    }

    /** The newest state that anybody was shown, also of what is gone. */
    @Nullable
    Entity latest(long id) {
        Thing thing = things.get(id);
        return thing == null ? null : thing.latest;
    }

    /** Wood that strikes made and walls used up, over all players: what must be in inventories and on the ground. */
    long expectedWood() {
        long wood = -(long) Economy.WALL_WOOD_COST * walls.size();
        for (Thing thing : things.values()) {
            if (thing.latest.getKind() == EntityKind.ENTITY_KIND_TREE) {
                int falls = thing.strikes / Economy.strikesToFell(thing.latest.getMaxHp());
                wood += (long) thing.strikes * Economy.WOOD_PER_STRIKE + (long) falls * Economy.WOOD_FROM_FALL;
            }
        }
        return wood;
    }

    /** Stone that strikes made: nothing uses it up, and it is never dropped. */
    long expectedStone() {
        return things.values().stream()
                .filter(thing -> thing.latest.getKind() == EntityKind.ENTITY_KIND_ROCK)
                .mapToLong(thing -> (long) thing.strikes * Economy.STONE_PER_STRIKE)
                .sum();
    }

    /** Where things are that bots had a hand in: these chunks must be inspected. */
    Set<Long> touchedChunks() {
        Set<Long> chunks = new LinkedHashSet<>();
        for (Thing thing : things.values()) {
            if (thing.strikes > 0 || isItem(thing)) {
                chunks.add(WorldView.chunkOf(thing.latest));
                // What a tree drops lies beside it, perhaps over a border.
                chunks.addAll(chunksAround(thing.latest));
            }
        }
        for (Wall wall : walls.values()) {
            chunks.add(chunkOf(wall.asked()));
        }
        return chunks;
    }

    int wallCount() {
        return walls.size();
    }

    private static List<Long> chunksAround(Entity entity) {
        long x = entity.getPosition().getXMicros();
        long z = entity.getPosition().getZMicros();
        List<Long> chunks = new ArrayList<>();
        for (int east = -1; east <= 1; east += 2) {
            for (int south = -1; south <= 1; south += 2) {
                chunks.add(WorldView.chunkAt(x + east * Units.MICROS_PER_METRE, z + south * Units.MICROS_PER_METRE));
            }
        }
        return chunks;
    }

    private Thing register(Entity entity, long frame) {
        Thing thing = things.get(entity.getId());
        if (thing == null) {
            thing = new Thing(entity, frame);
            thing.isRemoved = removedUnseen.remove(entity.getId());
            things.put(entity.getId(), thing);
            idsByChunk
                    .computeIfAbsent(WorldView.chunkOf(entity), key -> new LinkedHashSet<>())
                    .add(entity.getId());
        }
        return thing;
    }

    private void show(Thing thing, Entity entity, long frame) {
        boolean isNewer = frame > thing.frame;
        if (isNewer && isGrown(entity) && entity.getHp() == entity.getMaxHp()) {
            noteRegrowth(thing);
        }
        thing.latest = entity;
        thing.frame = frame;
    }

    /** One bot sees it in a frame and another in the state of a chunk: between two restarts it is one and the same. */
    private static void noteRegrowth(Thing thing) {
        if (!thing.isRiseNoted) {
            thing.isRiseNoted = true;
            thing.regrowths++;
        }
    }

    /** Bots come back at different moments, so the first to see a rise has noted it for all. */
    private void compareWithFloor(Thing thing, Entity floor, Entity now) {
        boolean hasRisen = now.getHp() > floor.getHp();
        if (hasRisen && !thing.isRiseNoted) {
            if (now.getHp() == now.getMaxHp() && isGrown(now)) {
                noteRegrowth(thing);
            } else {
                thing.isRiseNoted = true;
                verdicts.lost(
                        1,
                        name(now) + " was shown with " + floor.getHp() + " hp before a restart and has " + now.getHp()
                                + " after it: a strike was taken back");
            }
        }
        if (thing.latest.equals(floor)) {
            thing.latest = now;
        }
    }

    private void verifyResting(Entity entity) {
        Wall wall = walls.get(entity.getId());
        Thing thing = things.get(entity.getId());
        if (wall != null) {
            verifyWall(wall, entity);
        } else if (entity.getKind() == EntityKind.ENTITY_KIND_STRUCTURE) {
            verdicts.duplicated(1, name(entity) + " stands, but no action built it");
        } else if (thing != null && isGrown(entity)) {
            verifyGrown(thing, entity);
        }
    }

    private void verifyWall(Wall wall, Entity entity) {
        Build asked = wall.asked();
        boolean isAsAsked = entity.getKind() == EntityKind.ENTITY_KIND_STRUCTURE
                && entity.getVariant() == asked.getStructureValue()
                && entity.getPosition().getXMicros() == asked.getPosition().getXMicros()
                && entity.getPosition().getZMicros() == asked.getPosition().getZMicros()
                && entity.getYawDegrees() == asked.getYawDegrees()
                && entity.getOwnerPlayerId() == wall.ownerPlayerId();
        if (!isAsAsked) {
            verdicts.lost(1, "wall " + wall.id() + " of " + wall.builder() + " is not what was acknowledged");
        }
    }

    /** Strikes add up: what is left of a tree or a rock follows from how often it was struck. */
    private void verifyGrown(Thing thing, Entity entity) {
        int perLife = Economy.strikesToFell(entity.getMaxHp());
        int falls = thing.strikes / perLife;
        int left = entity.getMaxHp() - thing.strikes % perLife * Economy.STRIKE_HP;
        boolean isFelled = falls > 0 && thing.strikes % perLife == 0 && entity.getHp() == 0;
        if (entity.getHp() > left) {
            verdicts.lost(1, name(entity) + " has " + entity.getHp() + " hp after " + thing.strikes + " strikes");
        } else if (entity.getHp() < left && !isFelled) {
            verdicts.duplicated(1, name(entity) + " has " + entity.getHp() + " hp after " + thing.strikes + " strikes");
        }
        if (thing.regrowths > falls) {
            verdicts.lost(
                    thing.regrowths - falls,
                    name(entity) + " was whole again " + thing.regrowths + " times, but fell " + falls + " times");
        }
    }

    private void compareIdentity(Entity before, Entity now) {
        boolean isSame = before.getKind() == now.getKind()
                && before.getVariant() == now.getVariant()
                && before.getPosition().equals(now.getPosition())
                && before.getYawDegrees() == now.getYawDegrees()
                && before.getCount() == now.getCount()
                && before.getOwnerPlayerId() == now.getOwnerPlayerId();
        if (!isSame) {
            verdicts.duplicated(1, "id " + now.getId() + " names two things: " + name(before) + " and " + name(now));
        }
    }

    private String thing(long id) {
        Entity entity = latest(id);
        return entity == null ? "thing " + id : name(entity);
    }

    private static String name(Entity entity) {
        String kind = entity.getKind().name().replace("ENTITY_KIND_", "").toLowerCase(Locale.ROOT);
        return kind + " " + entity.getId();
    }

    private static long chunkOf(Build asked) {
        return WorldView.chunkAt(
                asked.getPosition().getXMicros(), asked.getPosition().getZMicros());
    }

    private static boolean isGrown(Entity entity) {
        return entity.getKind() == EntityKind.ENTITY_KIND_TREE || entity.getKind() == EntityKind.ENTITY_KIND_ROCK;
    }

    private static boolean isItem(Thing thing) {
        return thing.latest.getKind() == EntityKind.ENTITY_KIND_ITEM;
    }
}
