package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.directory.DirectoryAlreadyExistsException;
import com.apple.foundationdb.directory.DirectoryLayer;
import com.apple.foundationdb.directory.DirectoryMoveException;
import com.apple.foundationdb.directory.DirectorySubspace;
import com.apple.foundationdb.directory.DirectoryVersionException;
import com.apple.foundationdb.directory.MismatchedLayerException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.directory.Directory;
import org.vsekai.storage.directory.DirectoryException;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;

/** FoundationDB's own directory layer, over our engine, and ours work on the same directories. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectoryInteroperationIntegrationTest {
    private static final int SEEDS = 20;
    private static final byte[] NO_LAYER = {};
    private static final byte[] GAME = {'g'};
    private static final byte[] NODES = {(byte) 0xFE};

    private final DirectoryLayer theirs = new DirectoryLayer();
    private final org.vsekai.storage.directory.DirectoryLayer ours = new org.vsekai.storage.directory.DirectoryLayer();
    private RocksDatabase database;

    @BeforeAll
    void open(@TempDir Path folder) {
        database = RocksDatabase.open(folder, RocksOptions.DEFAULT);
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void startEmpty() {
        database.run(tx -> {
            tx.clearRange(Keys.empty(), new byte[] {(byte) 0xFF});
            return true;
        });
    }

    @Test
    void theirsOpensWhatOursCreatedAndOursWhatTheirsDid() {
        Directory created = byOurs(tx -> ours.create(tx, List.of("a", "b"), GAME));
        DirectorySubspace opened = byTheirs(tx -> theirs.open(tx, List.of("a", "b"), GAME));
        assertThat(opened.getKey()).isEqualTo(created.prefix());
        DirectorySubspace theirOwn = byTheirs(tx -> theirs.create(tx, List.of("a", "c"), GAME));
        Directory asOurs = byOurs(tx -> ours.open(tx, List.of("a", "c"), GAME));
        assertThat(asOurs.prefix()).isEqualTo(theirOwn.getKey());
        assertThat(asOurs.layer()).isEqualTo(GAME);
        assertThat(listByTheirs(List.of("a"))).containsExactly("b", "c");
        assertThat(listByOurs(List.of("a"))).containsExactly("b", "c");
    }

    @Test
    void bothRefuseAlike() {
        byTheirs(tx -> theirs.create(tx, List.of("a"), GAME));
        assertThatThrownBy(() -> byTheirs(tx -> theirs.create(tx, List.of("a"), GAME)))
                .isInstanceOf(DirectoryAlreadyExistsException.class);
        assertThatThrownBy(() -> byOurs(tx -> ours.create(tx, List.of("a"), GAME)))
                .hasMessageContaining("ALREADY_EXISTS");
        byOurs(tx -> ours.create(tx, List.of("b"), GAME));
        assertThatThrownBy(() -> byTheirs(tx -> theirs.open(tx, List.of("b"), NODES)))
                .isInstanceOf(MismatchedLayerException.class);
        byOurs(tx -> {
            tx.set(HexFormat.of().parseHex("fe01fe000176657273696f6e00"), new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            });
            return CompletableFuture.completedFuture(true);
        });
        assertThatThrownBy(() -> byTheirs(tx -> theirs.list(tx, List.of())))
                .isInstanceOf(DirectoryVersionException.class);
        assertThatThrownBy(() -> byOurs(tx -> ours.list(tx, List.of())))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("2.0.0");
    }

    @Test
    void allocationsOfBothNeverMeet() {
        var prefixes = new HashSet<String>();
        for (int i = 0; i < 150; i++) { // Beyond several windows.
            String name = "d" + i;
            byte[] prefix = i % 2 == 0
                    ? byOurs(tx -> ours.create(tx, List.of(name), NO_LAYER)).prefix()
                    : byTheirs(tx -> theirs.create(tx, List.of(name))).getKey();
            prefixes.add(HexFormat.of().formatHex(prefix));
        }
        assertThat(prefixes).hasSize(150);
        assertThat(listByOurs(List.of())).isEqualTo(listByTheirs(List.of())).hasSize(150);
    }

    /** The same random operations by each alone and by both in turns: the same answers, and trees that both see alike. */
    @Test
    void randomOperationsHaveTheSameOutcomesWhoeverDoesThem() {
        Seeds.forEach(SEEDS, random -> {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                steps.add(new Step(random.nextInt(8), path(random), path(random)));
            }
            List<String> byOurs = played(steps, step -> outcomeOfOurs(step));
            assertThat(played(steps, step -> outcomeOfTheirs(step))).isEqualTo(byOurs);
            assertThat(played(steps, step -> random.chance(0.5) ? outcomeOfOurs(step) : outcomeOfTheirs(step)))
                    .isEqualTo(byOurs);
        });
    }

    /** What each step came to, and what was there at the end. */
    private List<String> played(List<Step> steps, Function<Step, String> by) {
        startEmpty();
        List<String> outcomes = new ArrayList<>(steps.stream().map(by).toList());
        List<String> tree = new ArrayList<>();
        walk(List.of(), tree);
        outcomes.addAll(tree);
        // The numbers that were allocated differ, but not how many keys there are, contents among them.
        outcomes.add(keyCount() + " keys");
        return outcomes;
    }

    private void walk(List<String> path, List<String> tree) {
        List<String> names = listByOurs(path);
        assertThat(listByTheirs(path)).isEqualTo(names);
        for (String name : names) {
            List<String> below = new ArrayList<>(path);
            below.add(name);
            Directory seen = byOurs(tx -> ours.open(tx, below, NO_LAYER));
            DirectorySubspace seenByThem = byTheirs(tx -> theirs.open(tx, below));
            assertThat(seenByThem.getLayer()).isEqualTo(seen.layer());
            assertThat(seenByThem.getPath()).isEqualTo(seen.path());
            if (!seen.isPartition()) { // Theirs doesn't tell a partition's.
                assertThat(seenByThem.getKey()).isEqualTo(seen.prefix());
            }
            tree.add(below + " " + Keys.printable(seen.layer()));
            walk(below, tree);
        }
    }

    private record Step(int operation, List<String> path, List<String> other) {
        byte[] layer() {
            return operation == 1 ? "partition".getBytes(StandardCharsets.US_ASCII) : GAME;
        }
    }

    private String outcomeOfOurs(Step step) {
        return outcome(() -> switch (step.operation()) {
            case 0, 1 ->
                "" + byOurs(tx -> ours.create(tx, step.path(), step.layer()).thenApply(made -> filled(tx, made)));
            case 2 -> "" + byOurs(tx -> ours.open(tx, step.path(), NO_LAYER)).path();
            case 3 ->
                "" + byOurs(tx -> ours.move(tx, step.path(), step.other())).path();
            case 4 -> "" + byOurs(tx -> ours.removeIfExists(tx, step.path()));
            case 5 -> "" + byOurs(tx -> ours.list(tx, step.path()));
            case 6 ->
                "" + byOurs(tx -> ours.createOrOpen(tx, step.path(), GAME)).path();
            default -> "" + byOurs(tx -> ours.exists(tx, step.path()));
        });
    }

    private static List<String> filled(Transaction tx, Directory made) {
        if (!made.isPartition()) {
            tx.set(made.subspace().pack("content"), GAME);
        }
        return made.path();
    }

    private String outcomeOfTheirs(Step step) {
        return outcome(() -> switch (step.operation()) {
            case 0, 1 ->
                "" + byTheirs(tx -> theirs.create(tx, step.path(), step.layer()).thenApply(made -> filled(tx, made)));
            case 2 -> "" + byTheirs(tx -> theirs.open(tx, step.path())).getPath();
            case 3 ->
                "" + byTheirs(tx -> theirs.move(tx, step.path(), step.other())).getPath();
            case 4 -> "" + byTheirs(tx -> theirs.removeIfExists(tx, step.path()));
            case 5 -> "" + byTheirs(tx -> theirs.list(tx, step.path()));
            case 6 ->
                "" + byTheirs(tx -> theirs.createOrOpen(tx, step.path(), GAME)).getPath();
            default -> "" + byTheirs(tx -> theirs.exists(tx, step.path()));
        });
    }

    private static List<String> filled(com.apple.foundationdb.Transaction tx, DirectorySubspace made) {
        if (!Keys.printable(made.getLayer()).equals("partition")) {
            tx.set(made.pack("content"), GAME);
        }
        return made.getPath();
    }

    /** The answer, or that there was a refusal. Theirs refuses the root and prefixes with plain exceptions of Java's. */
    private static String outcome(Supplier<String> operation) {
        try {
            return operation.get();
        } catch (DirectoryException
                | com.apple.foundationdb.directory.DirectoryException
                | DirectoryMoveException
                | IllegalArgumentException refused) {
            return "refused";
        }
    }

    /** Up to three names out of three, the root seldom. */
    private static List<String> path(SplitMix64 random) {
        List<String> path = new ArrayList<>();
        for (int i = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            path.add("" + (char) ('a' + random.nextInt(3)));
        }
        return path;
    }

    private List<String> listByOurs(List<String> path) {
        return byOurs(tx -> ours.list(tx, path));
    }

    private List<String> listByTheirs(List<String> path) {
        return byTheirs(tx -> theirs.list(tx, path));
    }

    private int keyCount() {
        return database.run(tx -> RetryLoop.await(tx.getRange(Keys.empty(), new byte[] {(byte) 0xFF}))
                .size());
    }

    private <T> T byOurs(Function<Transaction, CompletionStage<T>> body) {
        return database.run(tx -> RetryLoop.await(body.apply(tx)));
    }

    private <T extends @Nullable Object> T byTheirs(
            Function<com.apple.foundationdb.Transaction, CompletableFuture<T>> body) {
        return database.run(tx -> RetryLoop.await(body.apply(FdbOverOurs.of(tx))));
    }
}
