package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.record.test.v1.Item;

/** Indexes that are built while others write. A part of {@link RecordStoreContractTest}. */
public abstract class IndexBuildContractTest extends RecordFixture {
    private static final int RECORDS = 300;
    private static final int WRITERS = 3;
    private static final int WRITES = 120;

    private final RecordStore before =
            RecordStore.of(HOME.subspace("w"), Schema.version(1).with(ITEMS));
    private final RecordStore now = RecordStore.of(
            HOME.subspace("w"), Schema.version(2).with(ITEMS, BY_OWNER, BY_SERIAL, BY_TAG, COUNT, WEIGHT_BY_OWNER));

    @BeforeEach
    void fill() {
        upgrade(before);
        database().run(tx -> {
            Records records = before.in(tx);
            for (int id = 0; id < RECORDS; id++) {
                await(records.put(ITEMS, random(new SplitMix64(id), id)));
            }
            return true;
        });
        upgrade(now);
    }

    private static Item random(SplitMix64 random, long id) {
        Item.Builder item = owned(id, "owner " + random.nextInt(5), random.nextInt(100)).toBuilder()
                .addTags("tag " + random.nextInt(4))
                .addTags("tag " + random.nextInt(4));
        return (random.chance(0.5) ? item.setSerial("serial " + id + " " + random.nextInt(9)) : item).build();
    }

    @Test
    void indexesBuiltWhileOthersWriteEqualAFullScan() throws Exception {
        var writing = new AtomicInteger(WRITERS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var random = new SplitMix64(writer + 1);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < WRITES; i++) {
                        write(random);
                    }
                    writing.decrementAndGet();
                }));
            }
            // Two at once, again and again for as long as somebody writes.
            for (int builder = 0; builder < 2; builder++) {
                all.add(threads.submit(() -> {
                    var upkeep = new StoreUpkeep(database(), now);
                    upkeep.buildIndexes();
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(writing).hasValue(0);
        assertIndexesEqualAScan();
    }

    @Test
    void anIndexThatIsDisabledAndBuiltAgainWhileOthersWriteEqualsAFullScan() throws Exception {
        new StoreUpkeep(database(), now).buildIndexes();
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> writer = threads.submit((Callable<Integer>) () -> {
                var random = new SplitMix64(77);
                int writes = 0;
                for (; !done.get(); writes++) {
                    write(random);
                }
                return writes;
            });
            var upkeep = new StoreUpkeep(database(), now);
            for (int i = 0; i < 3; i++) {
                for (Indexed<Item> index : List.of(BY_OWNER, COUNT, WEIGHT_BY_OWNER)) {
                    database().run(tx -> {
                        await(now.disable(tx, index));
                        return true;
                    });
                    upkeep.build(index);
                }
            }
            done.set(true);
            assertThat(writer.get()).isPositive();
        } finally {
            done.set(true);
        }
        assertIndexesEqualAScan();
    }

    private void write(SplitMix64 random) {
        long first = random.nextInt(RECORDS + 50);
        long second = random.nextInt(RECORDS + 50);
        Item item = random(random, first);
        boolean deletes = random.chance(0.3);
        in(
                now,
                records -> records.put(ITEMS, item)
                        .thenCompose(ignored -> deletes
                                ? records.delete(ITEMS, second)
                                : records.get(ITEMS, second).thenApply(Optional::isPresent)));
    }

    private void assertIndexesEqualAScan() {
        List<Item> scan = all(now, ITEMS.query().limit(70));
        assertThat(scan).hasSizeGreaterThan(100);
        for (Index<Item> index : List.of(BY_OWNER, BY_SERIAL, BY_TAG)) {
            List<String> wanted = new ArrayList<>();
            scan.forEach(item -> index.entries(1, item).forEach(entry -> wanted.add(entry + " " + item.getId())));
            List<String> found = pairsUnder(now.keys().index("item", index.name())).stream()
                    .map(pair -> now.keys().unpack(pair.key()))
                    .map(key -> StoreKeys.slice(key, 3, key.size() - 1) + " " + key.get(key.size() - 1))
                    .toList();
            assertThat(found).as(index.name()).containsExactlyInAnyOrderElementsOf(wanted);
        }
        assertThat(total(now, COUNT)).isEqualTo(scan.size());
        Map<String, Long> weights = new HashMap<>();
        scan.forEach(item -> weights.merge(item.getOwner(), (long) item.getWeight(), Long::sum));
        weights.forEach((owner, weight) ->
                assertThat(total(now, WEIGHT_BY_OWNER, owner)).isEqualTo(weight));
        assertThat(pairsUnder(HOME.subspace("w").pack("progress"))).isEmpty();
    }

    @Test
    void aBuilderGoesOnWhereAnotherStopped() {
        database().run(tx -> {
            await(now.setState(tx, COUNT, IndexState.WRITE_ONLY));
            return true;
        });
        var walk = new Walk<>(now, ITEMS, COUNT);
        boolean more = database().run(tx -> walk.step(tx, 100));
        assertThat(more).isTrue();
        byte[] progress = now.keys().progress("item", "count");
        assertThat(now.describe(progress, pairsUnder(progress).getFirst().value())
                        .orElseThrow()
                        .text())
                .endsWith("records: 100");
        // What is counted already changes the count; what isn't doesn't.
        assertThat(counted()).isEqualTo(100);
        in(now, records -> records.delete(ITEMS, 99));
        in(now, records -> records.delete(ITEMS, 100));
        assertThat(counted()).isEqualTo(99);
        assertThatThrownBy(() -> in(now, records -> records.total(COUNT)))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("WRITE_ONLY");
        new StoreUpkeep(database(), now).build(COUNT);
        assertThat(total(now, COUNT)).isEqualTo(RECORDS - 2);
    }

    private long counted() {
        return pairsUnder(now.keys().index("item", "count")).stream()
                .mapToLong(pair -> RecordReader.number(pair.value()))
                .sum();
    }

    @Test
    void aWriterAndTheBuilderExcludeEachOtherWhereTheyMeet() {
        database().run(tx -> {
            await(now.setState(tx, COUNT, IndexState.WRITE_ONLY));
            return true;
        });
        var walk = new Walk<>(now, ITEMS, COUNT);
        // The builder takes 0 to 9 while somebody deletes one of them.
        try (Transaction tx = begin()) {
            await(now.in(tx).delete(ITEMS, 5));
            database().run(other -> walk.step(other, 10));
            assertConflict(() -> await(tx.commit()));
        }
        // The builder takes 10 to 19 while somebody deletes one behind them, and one that it has been at.
        try (Transaction tx = begin()) {
            await(now.in(tx).delete(ITEMS, 5));
            await(now.in(tx).delete(ITEMS, 20));
            database().run(other -> walk.step(other, 10));
            await(tx.commit());
        }
        // Somebody deletes what the builder is about to take.
        try (Transaction tx = begin()) {
            walk.step(tx, 10);
            in(now, records -> records.delete(ITEMS, 25));
            assertConflict(() -> await(tx.commit()));
        }
        new StoreUpkeep(database(), now).build(COUNT);
        assertThat(total(now, COUNT)).isEqualTo(RECORDS - 3);
    }

    @Test
    void aBuilderIsToldThatItsIndexWasDisabled() {
        database().run(tx -> {
            await(now.setState(tx, COUNT, IndexState.WRITE_ONLY));
            return true;
        });
        var walk = new Walk<>(now, ITEMS, COUNT);
        database().run(tx -> walk.step(tx, 10));
        database().run(tx -> {
            await(now.disable(tx, COUNT));
            return true;
        });
        assertRefused(RecordError.NOT_READABLE, () -> database().run(tx -> walk.step(tx, 10)), "disabled");
        assertThat(pairsUnder(now.keys().index("item", "count"))).isEmpty();
    }

    @Test
    void aWriteOnlyIndexIsKeptAndNotRead() {
        database().run(tx -> {
            await(now.setState(tx, BY_OWNER, IndexState.WRITE_ONLY));
            return true;
        });
        in(now, records -> records.put(ITEMS, owned(5, "new", 1)));
        assertThat(pairsUnder(now.keys().index("item", "by-owner"))).hasSize(1);
        assertRefused(RecordError.NOT_READABLE, () -> all(now, BY_OWNER.query("new")), "WRITE_ONLY");
        new StoreUpkeep(database(), now).build(BY_OWNER);
        assertThat(all(now, BY_OWNER.query("new"))).hasSize(1);
    }
}
