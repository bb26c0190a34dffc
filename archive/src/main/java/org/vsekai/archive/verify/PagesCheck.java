package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.archive.inspect.KeyText;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;

/** Pages are dense, and each entity lies once, in its chunk, and is one that the rules can make. */
final class PagesCheck {
    private final WorldKeys keys;
    private final Findings findings;
    private final long idLimit;
    private final Map<Long, EntityRecord> entities = new HashMap<>();
    private final Map<Long, byte[]> pageOf = new HashMap<>();
    private long chunk = Long.MIN_VALUE;
    private long pages;
    private long newestId;

    /** @param idLimit the first id that was not given out in the world */
    PagesCheck(WorldKeys keys, Findings findings, long idLimit) {
        this.keys = keys;
        this.findings = findings;
        this.idLimit = idLimit;
    }

    WorldKeys keys() {
        return keys;
    }

    Findings findings() {
        return findings;
    }

    /** All entities of the pages, by id. */
    Map<Long, EntityRecord> entities() {
        return entities;
    }

    /** The pages, in the order of their keys. */
    void add(KeyValue pair) {
        Tuple page = keys.pageOf(pair.key());
        long x = page.getLong(1);
        long z = page.getLong(2);
        long here = ChunkKey.of((int) x, (int) z);
        findings.check(
                RegionId.ofChunk(here).equals(keys.regionId()), pair.key(), "the chunk lies outside of the region");
        if (here != chunk) {
            chunk = here;
            pages = 0;
            newestId = 0;
        }
        findings.check(page.getLong(3) == pages, pair.key(), "page " + pages + " of its chunk is missing");
        pages = page.getLong(3) + 1;
        ChunkPage content = findings.parse(ChunkPage.parser(), pair.key(), pair.value(), "the page");
        if (content != null) {
            findings.check(content.getEntitiesCount() > 0, pair.key(), "the page is empty");
            content.getEntitiesList().forEach(entity -> add(pair.key(), entity));
        }
    }

    private void add(byte[] key, EntityRecord entity) {
        long id = entity.getId();
        String name = "entity " + id;
        findings.check(id > 0 && id < idLimit, key, name + ": the next id to be given out is " + idLimit);
        findings.check(id > newestId, key, name + " is not in the order of ids");
        newestId = Math.max(newestId, id);
        findings.check(
                ChunkKey.at(entity.getXMicros(), entity.getZMicros()) == chunk,
                key,
                name + " stands in another chunk: " + Units.chunkIndex(entity.getXMicros()) + ", "
                        + Units.chunkIndex(entity.getZMicros()));
        byte[] other = pageOf.putIfAbsent(id, key);
        if (other != null) {
            findings.add(key, name + " lies also in " + KeyText.format(other));
        }
        entities.put(id, entity);
        checkKind(key, name, entity);
    }

    private void checkKind(byte[] key, String name, EntityRecord entity) {
        EntityKind kind = EntityKind.ofCode(entity.getKind()).orElse(null);
        if (kind == null) {
            findings.add(key, name + " is of the unknown kind " + entity.getKind());
            return;
        }
        boolean isVariantKnown = switch (kind) {
            case ITEM -> ItemKind.ofCode(entity.getVariant()).isPresent();
            case STRUCTURE -> StructureKind.ofCode(entity.getVariant()).isPresent();
            case TREE, ROCK -> entity.getVariant() >= 0 && entity.getVariant() <= 255;
        };
        findings.check(isVariantKnown, key, name + " is of the unknown variant " + entity.getVariant());
        findings.check(
                entity.getHp() >= 0 && entity.getHp() <= Rules.maxHp(kind),
                key,
                name + " has " + Integer.toUnsignedString(entity.getHp()) + " hp of " + Rules.maxHp(kind));
        findings.check(entity.getCount() >= 1, key, name + " is a stack of " + entity.getCount());
        findings.check(
                entity.getReadyAtTick() == 0 || entity.getHp() == 0 || kind == EntityKind.ITEM,
                key,
                name + " is whole and waits for tick " + entity.getReadyAtTick());
    }

    /**
     * When all pages have been seen. What the seed made stays where it was made: trees and rocks are exhausted, never gone.
     *
     * @param natural what a region of this place is made with, under ids from 1: what is there tells the real ones
     */
    void end(List<EntityState> natural) {
        long shift = shift(natural);
        for (EntityState thing : natural) {
            EntityRecord stored = entities.get(thing.id() + shift);
            findings.check(
                    stored != null && isSame(thing, stored),
                    keys.page(Units.chunkIndex(thing.xMicros()), Units.chunkIndex(thing.zMicros()), 0),
                    "entity " + (thing.id() + shift) + ", a " + thing.kind() + " that the seed made there, is missing");
        }
        findings.check(
                entities.size() <= Rules.MAX_IN_REGION,
                keys.checkpoint(),
                entities.size() + " entities; a region holds " + Rules.MAX_IN_REGION);
    }

    /** By how much the ids of what the seed made lie above the generator's: what most of those that are there say. */
    private long shift(List<EntityState> natural) {
        Map<Place, EntityState> byPlace = new HashMap<>();
        natural.forEach(thing -> byPlace.put(new Place(thing.xMicros(), thing.zMicros()), thing));
        Map<Long, Integer> votes = new HashMap<>();
        for (EntityRecord stored : entities.values()) {
            EntityState thing = byPlace.get(new Place(stored.getXMicros(), stored.getZMicros()));
            if (thing != null && isSame(thing, stored)) {
                votes.merge(stored.getId() - thing.id(), 1, Integer::sum);
            }
        }
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0L);
    }

    private record Place(long xMicros, long zMicros) {}

    private static boolean isSame(EntityState thing, EntityRecord stored) {
        return stored.getKind() == thing.kind().code()
                && stored.getXMicros() == thing.xMicros()
                && stored.getZMicros() == thing.zMicros();
    }

    byte[] keyOf(long entityId) {
        return pageOf.getOrDefault(entityId, keys.checkpoint());
    }
}
