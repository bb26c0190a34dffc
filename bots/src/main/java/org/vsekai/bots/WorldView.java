package org.vsekai.bots;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.v1.ChunkForgotten;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.Welcome;

/** What one client believes in one session. Confined to the fleet's thread. */
final class WorldView {
    private final Map<Long, Entity> things = new LinkedHashMap<>();
    private final Map<Long, Set<Long>> idsByChunk = new HashMap<>();
    private final Map<Integer, Person> people = new HashMap<>();
    private final Map<Integer, Pose> poses = new HashMap<>();
    private final Map<Long, OfferMade> offers = new LinkedHashMap<>();
    private Inventory inventory;

    WorldView(Welcome welcome) {
        inventory = welcome.getInventory();
        welcome.getPeopleList().forEach(person -> people.put(person.getSlot(), person));
    }

    void onChunkState(ChunkState state) {
        long chunk = chunkKey(state.getChunkX(), state.getChunkZ());
        if (state.getPart() == 0) {
            forget(chunk);
        }
        Set<Long> ids = idsByChunk.computeIfAbsent(chunk, key -> new HashSet<>());
        for (Entity entity : state.getEntitiesList()) {
            things.put(entity.getId(), entity);
            ids.add(entity.getId());
        }
    }

    void onChunkForgotten(ChunkForgotten forgotten) {
        forget(chunkKey(forgotten.getChunkX(), forgotten.getChunkZ()));
    }

    void onFrame(FrameUpdate update) {
        for (Entity entity : update.getUpsertedList()) {
            Set<Long> ids = idsByChunk.get(chunkOf(entity));
            if (ids != null) {
                things.put(entity.getId(), entity);
                ids.add(entity.getId());
            }
        }
        for (long id : update.getRemovedList()) {
            Entity gone = things.remove(id);
            if (gone != null) {
                idsByChunk.getOrDefault(chunkOf(gone), new HashSet<>()).remove(id);
            }
        }
        if (update.hasInventory()) {
            inventory = update.getInventory();
        }
        update.getDepartedSlotsList().forEach(slot -> {
            people.remove(slot);
            poses.remove(slot);
        });
        update.getArrivedList().forEach(person -> people.put(person.getSlot(), person));
        update.getOffersList().forEach(this::onOffer);
    }

    void onSnapshot(Snapshot snapshot) {
        for (Snapshot.Avatar avatar : snapshot.avatars()) {
            if (people.containsKey(avatar.slot())) {
                poses.put(avatar.slot(), avatar.pose());
            }
        }
    }

    Collection<Entity> things() {
        return Collections.unmodifiableCollection(things.values());
    }

    @Nullable
    Entity thing(long id) {
        return things.get(id);
    }

    Set<Long> chunks() {
        return Collections.unmodifiableSet(idsByChunk.keySet());
    }

    Set<Long> idsIn(long chunk) {
        return Collections.unmodifiableSet(idsByChunk.getOrDefault(chunk, Set.of()));
    }

    @Nullable
    Person person(int slot) {
        return people.get(slot);
    }

    Collection<Person> people() {
        return Collections.unmodifiableCollection(people.values());
    }

    /** How that person was seen to stand last. */
    @Nullable
    Pose pose(int slot) {
        return poses.get(slot);
    }

    /** What that player has proposed, unless it was withdrawn. */
    @Nullable
    OfferMade offerOf(long playerId) {
        return offers.get(playerId);
    }

    Inventory inventory() {
        return inventory;
    }

    int count(ItemKind item) {
        return count(inventory, item);
    }

    static int count(Inventory inventory, ItemKind item) {
        return inventory.getItemsList().stream()
                .filter(entry -> entry.getItem() == item)
                .mapToInt(ItemCount::getCount)
                .sum();
    }

    static long chunkOf(Entity entity) {
        return chunkAt(entity.getPosition().getXMicros(), entity.getPosition().getZMicros());
    }

    static long chunkAt(long xMicros, long zMicros) {
        return chunkKey(Units.chunkIndex(xMicros), Units.chunkIndex(zMicros));
    }

    static long chunkKey(int chunkX, int chunkZ) {
        return (long) chunkX << 32 | chunkZ & 0xFFFFFFFFL;
    }

    private void onOffer(OfferMade offer) {
        if (offer.getGives().getCount() == 0) {
            offers.remove(offer.getFromPlayerId());
        } else {
            offers.put(offer.getFromPlayerId(), offer);
        }
    }

    private void forget(long chunk) {
        Set<Long> ids = idsByChunk.remove(chunk);
        if (ids != null) {
            things.keySet().removeAll(ids);
        }
    }
}
