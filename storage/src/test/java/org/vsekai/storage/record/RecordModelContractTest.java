package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.record.test.v1.Item;

/**
 * Random puts, deletes, index builds and queries against a plain map. A part of
 * {@link RecordStoreContractTest}.
 */
public abstract class RecordModelContractTest extends RecordFixture {
    private static final int SEEDS = 10;
    private static final int STEPS = 40;
    private static final int IDS = 30;

    private static final Comparator<Item> BY_WEIGHT_THEN_ID =
            Comparator.comparing(Item::getWeight).thenComparing(Item::getId);

    private final TreeMap<Long, Item> model = new TreeMap<>();

    @Test
    void queriesEqualThoseOfAMap() {
        Seeds.forEach(SEEDS, random -> {
            startEmpty();
            model.clear();
            for (int step = 0; step < STEPS; step++) {
                step(random);
            }
            new StoreUpkeep(database(), store).buildIndexes();
            for (int i = 0; i < 10; i++) {
                query(random);
            }
        });
    }

    private void step(SplitMix64 random) {
        long id = random.nextInt(IDS);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                List<Item> items = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    items.add(item(random, random.nextInt(IDS)));
                }
                put(items.toArray(Item[]::new));
                items.forEach(item -> model.put(item.getId(), item));
            }
            case 4, 5 -> assertThat(delete(id)).isEqualTo(model.remove(id) != null);
            case 6 -> disable(random);
            case 7 -> new StoreUpkeep(database(), store).buildIndexes();
            case 8 -> buildSome(random);
            default -> query(random);
        }
    }

    private static Item item(SplitMix64 random, long id) {
        Item.Builder item = owned(id, "owner " + random.nextInt(3), random.nextInt(20) - 5).toBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            item.addTags("tag " + random.nextInt(3));
        }
        if (random.chance(0.1)) {
            item.mergeFrom(large(id, 90_000 + random.nextInt(150_000)));
        }
        return item.build();
    }

    private void disable(SplitMix64 random) {
        Indexed<Item> index = indexed(random);
        database().run(tx -> {
            await(store.disable(tx, index));
            return true;
        });
    }

    /** Begins to build, and stops. */
    private void buildSome(SplitMix64 random) {
        Indexed<Item> index = indexed(random);
        database().run(tx -> {
            if (await(store.in(tx).state(index)) == IndexState.DISABLED) {
                await(store.setState(tx, index, IndexState.WRITE_ONLY));
            }
            return true;
        });
        int limit = 1 + random.nextInt(5);
        database().run(tx -> new Walk<>(store, ITEMS, index).step(tx, limit));
    }

    private static Indexed<Item> indexed(SplitMix64 random) {
        List<Indexed<Item>> all = List.of(BY_OWNER, BY_TAG, COUNT, COUNT_BY_TAG, WEIGHT_BY_OWNER);
        return all.get(random.nextInt(all.size()));
    }

    private void query(SplitMix64 random) {
        String owner = "owner " + random.nextInt(3);
        String tag = "tag " + random.nextInt(3);
        int from = random.nextInt(20) - 5;
        int to = random.nextInt(20) - 5;
        int limit = 1 + random.nextInt(10);
        boolean reverse = random.chance(0.5);
        long firstId = random.nextInt(IDS);

        Query<Item> ids = ITEMS.query().atLeast(firstId).limit(limit);
        check(ids, reverse, model.tailMap(firstId).values().stream());
        if (isReadable(BY_OWNER)) {
            Query<Item> weights = BY_OWNER.query(owner).above(from).atMost(to).limit(limit);
            check(
                    weights,
                    reverse,
                    having(item -> item.getOwner().equals(owner) && item.getWeight() > from && item.getWeight() <= to)
                            .sorted(BY_WEIGHT_THEN_ID));
        }
        if (isReadable(BY_TAG)) {
            check(
                    BY_TAG.query(tag).limit(limit),
                    reverse,
                    having(item -> item.getTagsList().contains(tag)));
        }
        if (isReadable(COUNT)) {
            assertThat(total(COUNT)).isEqualTo(model.size());
        }
        if (isReadable(COUNT_BY_TAG)) {
            assertThat(total(COUNT_BY_TAG, tag))
                    .isEqualTo(having(item -> item.getTagsList().contains(tag)).count());
        }
        if (isReadable(WEIGHT_BY_OWNER)) {
            assertThat(total(WEIGHT_BY_OWNER, owner))
                    .isEqualTo(having(item -> item.getOwner().equals(owner))
                            .mapToLong(Item::getWeight)
                            .sum());
        }
    }

    private boolean isReadable(Indexed<Item> index) {
        return in(records -> records.state(index)) == IndexState.READABLE;
    }

    private Stream<Item> having(Predicate<Item> condition) {
        return model.values().stream().filter(condition);
    }

    private void check(Query<Item> query, boolean reverse, Stream<Item> wanted) {
        List<Item> items = wanted.toList();
        assertThat(all(store, reverse ? query.reversed() : query))
                .as("%s", query)
                .isEqualTo(reverse ? items.reversed() : items);
    }
}
