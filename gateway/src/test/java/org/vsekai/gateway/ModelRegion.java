package org.vsekai.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;

/**
 * A region that makes frames, shows chunks, and may go down with frames durable that nobody was told of. What it says waits to
 * be told, in order. The durable history of each of its chunks is kept.
 */
final class ModelRegion {
    /** Something said, and what it makes of the chunks that it is about: how much of each one's history has been told. */
    private record Said(Runnable tell, Map<Long, Integer> told) {}

    final RegionId id;
    final Map<Long, List<List<EntityState>>> history = new HashMap<>();

    /** How much of each chunk's history was told. */
    final Map<Long, Integer> told = new HashMap<>();

    final List<DurableFrame.PlayerResult> results = new ArrayList<>();
    final List<DurableFrame.Joined> joined = new ArrayList<>();
    final List<DurableFrame.Left> left = new ArrayList<>();
    final Map<Long, AvatarState> touched = new TreeMap<>();
    final List<Long> asked = new ArrayList<>();
    boolean isUp = true;
    boolean hasBeenDown;
    private final Gateway gateway;
    private final SplitMix64 random;
    private final TreeMap<Long, EntityState> things = new TreeMap<>();
    private final ArrayDeque<Said> said = new ArrayDeque<>();
    private long lastId;
    private long frame;

    ModelRegion(RegionId id, int number, Gateway gateway, SplitMix64 random) {
        this.id = id;
        this.gateway = gateway;
        this.random = random;
        lastId = number * 1_000_000L;
        for (int i = 0; i < 30; i++) {
            EntityState thing = thing(++lastId);
            things.put(thing.id(), thing);
        }
        int side = Units.CHUNKS_PER_REGION_SIDE;
        for (int i = 0; i < side * side; i++) {
            long chunk = ChunkKey.of(id.x() * side + i % side, id.z() * side + i / side);
            history.put(chunk, new ArrayList<>(List.of(inChunk(chunk))));
        }
        sayUp();
    }

    /** Makes a frame of what players did and of some changes; with luck somebody is told of it. */
    void frame(long tick, boolean isTold) {
        List<ThingChange> changes = changes(isTold && !hasBeenDown);
        DurableFrame made = new DurableFrame(
                ++frame,
                tick,
                changes,
                List.copyOf(results),
                List.copyOf(joined),
                List.copyOf(left),
                List.copyOf(touched.values()));
        results.clear();
        joined.clear();
        left.clear();
        touched.clear();
        Set<Long> chunks = new HashSet<>();
        for (ThingChange change : changes) {
            addChunk(change.before(), chunks);
            addChunk(change.now(), chunks);
        }
        Map<Long, Integer> now = new HashMap<>();
        for (long chunk : chunks) {
            List<List<EntityState>> states = history(chunk);
            states.add(inChunk(chunk));
            now.put(chunk, states.size() - 1);
        }
        if (isTold) {
            said.add(new Said(() -> gateway.onFrame(id, made), now));
        }
    }

    void answerSome() {
        for (int i = random.nextInt(asked.size() + 1); i > 0; i--) {
            long chunk = asked.remove(random.nextInt(asked.size()));
            List<EntityState> state = inChunk(chunk);
            said.add(new Said(
                    () -> gateway.onChunk(chunk, state),
                    Map.of(chunk, history(chunk).size() - 1)));
        }
    }

    void goDown() {
        isUp = false;
        hasBeenDown = true;
        asked.clear();
        said.add(new Said(() -> gateway.onRegionDown(id, "a test"), Map.of()));
    }

    void comeUp() {
        isUp = true;
        sayUp();
    }

    private void sayUp() {
        Map<Long, Integer> all = new HashMap<>();
        history.forEach((chunk, states) -> all.put(chunk, states.size() - 1));
        said.add(new Said(() -> gateway.onRegionUp(id), all));
    }

    boolean hasSaid() {
        return !said.isEmpty();
    }

    /** What was said first is told. */
    void tellOne() {
        Said first = said.remove();
        told.putAll(first.told());
        first.tell().run();
    }

    List<List<EntityState>> history(long chunk) {
        List<List<EntityState>> states = history.get(chunk);
        if (states == null) {
            throw new AssertionError("a chunk of another region");
        }
        return states;
    }

    private List<ThingChange> changes(boolean thingsMayMove) {
        Map<Long, ThingChange> changes = new TreeMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            boolean isNew = random.chance(0.3);
            long thing = isNew ? ++lastId : random.between(things.firstKey(), things.lastKey() + 1);
            if (changes.containsKey(thing) || isNew == things.containsKey(thing)) {
                continue;
            }
            EntityState before = things.get(thing);
            if (before != null && things.size() > 10 && random.chance(0.3)) {
                things.remove(thing);
                changes.put(thing, ThingChange.removed(before));
            } else {
                EntityState now = before != null && !thingsMayMove ? changed(before) : thing(thing);
                things.put(thing, now);
                changes.put(thing, new ThingChange(before, now));
            }
        }
        return List.copyOf(changes.values());
    }

    private List<EntityState> inChunk(long chunk) {
        return things.values().stream()
                .filter(each -> ChunkKey.at(each.xMicros(), each.zMicros()) == chunk)
                .toList();
    }

    private static void addChunk(@Nullable EntityState thing, Set<Long> chunks) {
        if (thing != null) {
            chunks.add(ChunkKey.at(thing.xMicros(), thing.zMicros()));
        }
    }

    /** The same in its place: a client that holds one chunk of before a restart and one of after can't know of a move. */
    private EntityState changed(EntityState before) {
        return new EntityState(
                before.id(),
                before.kind(),
                before.variant(),
                before.xMicros(),
                before.yMicros(),
                before.zMicros(),
                random.nextInt(360),
                random.nextInt(100),
                before.count(),
                before.ownerPlayerId(),
                before.readyAtTick());
    }

    private EntityState thing(long thing) {
        return new EntityState(
                thing,
                EntityKind.STRUCTURE,
                1,
                random.between(id.minXMicros(), id.maxXMicros()),
                0,
                random.between(id.minZMicros(), id.maxZMicros()),
                random.nextInt(360),
                random.nextInt(100),
                1,
                random.nextInt(5),
                0);
    }
}
