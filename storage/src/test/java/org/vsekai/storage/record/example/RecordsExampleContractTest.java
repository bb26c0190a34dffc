package org.vsekai.storage.record.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.record.Page;
import org.vsekai.storage.record.Query;
import org.vsekai.storage.record.Records;
import org.vsekai.storage.record.StoreUpkeep;
import org.vsekai.storage.record.UniqueViolationException;
import org.vsekai.storage.record.example.v1.Sign;
import org.vsekai.storage.record.example.v1.SignV2;
import org.vsekai.storage.record.example.v1.Spot;
import org.vsekai.storage.tuple.Subspace;

/** The worked example. A part of {@code RecordStoreContractTest}. */
public abstract class RecordsExampleContractTest {
    private static final long ADA = 1;
    private static final long EVE = 2;

    protected abstract Database database();

    @BeforeEach
    void startEmpty() {
        KeyRange all = KeyRange.startingWith(Subspace.of("game", "signs").key());
        database().run(tx -> {
            tx.clearRange(all.begin(), all.end());
            return true;
        });
    }

    @Test
    void theWorkedExampleRuns() {
        Database database = database();
        open(database);
        write(database);
        assertThat(read(database)).containsExactly("fresh fish", "open\ntill late");
        assertThat(pages(database)).containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> write(
                        database, sign(9, EVE, "me too").setShopName("Ada's").build()))
                .isInstanceOf(UniqueViolationException.class)
                .hasMessageContaining("by-shop");
        openYearLater(database);
        assertThat(lines(database, 2)).containsExactly("open", "till late");
    }

    private static void open(Database database) {
        var upkeep = new StoreUpkeep(database, Signs.STORE);
        upkeep.upgrade();
        upkeep.buildIndexes();
    }

    private static void write(Database database) {
        write(
                database,
                sign(1, ADA, "fresh fish")
                        .addTopics("food")
                        .setShopName("Ada's")
                        .build());
        write(database, sign(2, ADA, "open\ntill late").build());
        write(
                database,
                sign(3, EVE, "no fish today")
                        .addTopics("food")
                        .addTopics("news")
                        .build());
    }

    private static Sign.Builder sign(long id, long author, String text) {
        return Sign.newBuilder()
                .setId(id)
                .setAuthor(author)
                .setText(text)
                .setWrittenAt(100 * id)
                .setSpot(Spot.newBuilder().setChunkX(3).setChunkZ(-2));
    }

    private static void write(Database database, Sign sign) {
        database.run(tx -> {
            Records records = Signs.STORE.in(tx);
            RetryLoop.await(records.put(Signs.SIGNS, sign));
            return true;
        });
    }

    private static List<String> read(Database database) {
        return database.run(tx -> {
            Records records = Signs.STORE.in(tx);
            CompletionStage<Optional<Sign>> one = records.get(Signs.SIGNS, 1);
            CompletionStage<Page<Sign>> many =
                    records.query(Signs.BY_AUTHOR.query(ADA).atLeast(200).limit(10));
            CompletionStage<Long> count = records.total(Signs.PER_AUTHOR, ADA);
            assertThat(RetryLoop.await(count)).isEqualTo(2);
            return List.of(
                    RetryLoop.await(one).orElseThrow().getText(),
                    RetryLoop.await(many).records().getFirst().getText());
        });
    }

    private static List<Long> pages(Database database) {
        Query<Sign> here = Signs.BY_CHUNK.query(3, -2).limit(2);
        Page<Sign> first = database.run(tx -> RetryLoop.await(Signs.STORE.in(tx).query(here)));
        Query<Sign> rest = here.continuing(first.continuation().orElseThrow());
        Page<Sign> second =
                database.run(tx -> RetryLoop.await(Signs.STORE.in(tx).query(rest)));
        assertThat(second.continuation()).isEmpty();
        return List.of(
                first.records().get(0).getId(),
                first.records().get(1).getId(),
                second.records().getFirst().getId());
    }

    private static void openYearLater(Database database) {
        var upkeep = new StoreUpkeep(database, SignsV2.STORE);
        upkeep.upgrade();
        upkeep.buildIndexes();
        upkeep.rewrite(SignsV2.SIGNS);
    }

    private static List<String> lines(Database database, long id) {
        Optional<SignV2> sign =
                database.run(tx -> RetryLoop.await(SignsV2.STORE.in(tx).get(SignsV2.SIGNS, id)));
        return sign.orElseThrow().getLinesList();
    }
}
