package org.vsekai.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.Database;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.directory.DirectoryException.Reason;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/** What the directory layer does over every engine, and the bytes that it leaves, which are FoundationDB's. */
public abstract class DirectoryContractTest {
    private static final byte[] NO_LAYER = {};
    private static final byte[] GAME = {'g'};

    /** A number in the window that the allocator chooses, so that the bytes can be told beforehand. */
    private int nextNumber;

    private final DirectoryLayer directories = layer(false);

    /** An open database, which may hold what earlier tests left. */
    protected abstract Database database();

    @BeforeEach
    void startEmpty() {
        database().run(tx -> {
            tx.clearRange(Keys.empty(), new byte[] {(byte) 0xFF});
            return true;
        });
    }

    @Test
    void theFirstDirectoryLeavesExactlyTheseKeys() {
        nextNumber = 7;
        Directory worlds = inTransaction(tx -> directories.create(tx, List.of("worlds"), GAME));
        assertThat(hex(worlds.prefix())).isEqualTo("1507"); // The packed number.
        // The root's node is the node subspace's own prefix as a byte string in the node subspace: FE 01FE00.
        assertThat(stored())
                .containsExactly(
                        "fe 01150700 016c6179657200 = 67", // (prefix, "layer")
                        "fe 01fe00 0168636100 1414 = 0100000000000000", // (root, "hca", 0, window): one was taken
                        "fe 01fe00 0168636100 15011507 = ", // (root, "hca", 1, number)
                        "fe 01fe00 0176657273696f6e00 = 010000000000000000000000", // (root, "version"): 1.0.0
                        "fe 01fe00 14 02776f726c647300 = 1507"); // (root, 0, "worlds") -> prefix
    }

    @Test
    void aDirectoryBelowAnotherIsInThatOnesNode() {
        nextNumber = 7;
        Directory below = inTransaction(tx -> directories.create(tx, List.of("a", "b"), NO_LAYER));
        assertThat(below.path()).containsExactly("a", "b");
        assertThat(hex(below.prefix())).isEqualTo("1507");
        assertThat(stored())
                .contains(
                        "fe 01fe00 14 026100 = 1508", "fe 01150800 14 026200 = 1507", "fe 01150700 016c6179657200 = ");
    }

    @Test
    void aPartitionHasItsNodesAndPrefixesInsideItsOwn() {
        nextNumber = 7;
        inTransaction(tx -> directories.create(tx, List.of("p"), DirectoryLayer.partition()));
        nextNumber = 9;
        Directory inside = inTransaction(tx -> directories.create(tx, List.of("p", "x"), NO_LAYER));
        assertThat(hex(inside.prefix())).isEqualTo("15071509");
        assertThat(stored())
                .contains(
                        "fe 01150700 016c6179657200 = 706172746974696f6e",
                        // The partition's own root node is named by its node subspace's prefix, 1507FE.
                        "1507fe 011507fe00 14 027800 = 15071509",
                        "1507fe 011507150900 016c6179657200 = ",
                        "1507fe 011507fe00 0176657273696f6e00 = 010000000000000000000000");
        assertThat(inside.path()).containsExactly("p", "x");
    }

    @Test
    void whatWasCreatedIsOpenedWithTheSamePrefix() {
        Directory created = inTransaction(tx -> directories.createOrOpen(tx, List.of("a", "b"), GAME));
        Directory opened = inTransaction(tx -> directories.open(tx, List.of("a", "b"), GAME));
        Directory again = inTransaction(tx -> directories.createOrOpen(tx, List.of("a", "b"), NO_LAYER));
        assertThat(opened.prefix()).isEqualTo(created.prefix());
        assertThat(again.prefix()).isEqualTo(created.prefix());
        assertThat(again.layer()).isEqualTo(GAME);
        assertThat(opened.subspace().pack("k"))
                .isEqualTo(Keys.concat(created.prefix(), Tuple.of("k").pack()));
    }

    @Test
    void openingAndCreatingAreRefusedWhereTheyCantBe() {
        create("a");
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.open(tx, List.of("b"), NO_LAYER));
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.open(tx, List.of("a", "b", "c"), NO_LAYER));
        assertRefused(Reason.ALREADY_EXISTS, tx -> directories.create(tx, List.of("a"), NO_LAYER));
        assertRefused(Reason.OTHER_LAYER, tx -> directories.open(tx, List.of("a"), GAME));
        assertRefused(Reason.OTHER_LAYER, tx -> directories.createOrOpen(tx, List.of("a"), GAME));
        assertRefused(Reason.IS_ROOT, tx -> directories.open(tx, List.of(), NO_LAYER));
        assertRefused(Reason.BAD_PREFIX, tx -> directories.create(tx, List.of("m"), NO_LAYER, GAME));
    }

    @Test
    void listingGivesTheNamesInOrder() {
        create("b");
        create("a", "y");
        create("a", "x");
        assertThat(list()).containsExactly("a", "b");
        assertThat(list("a")).containsExactly("x", "y");
        assertThat(list("b")).isEmpty();
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.list(tx, List.of("c")));
    }

    @Test
    void existenceIsToldOfEveryPath() {
        create("a", "x");
        assertThat(exists()).isTrue();
        assertThat(exists("a")).isTrue();
        assertThat(exists("a", "x")).isTrue();
        assertThat(exists("a", "y")).isFalse();
        assertThat(exists("b")).isFalse();
    }

    @Test
    void aMovedDirectoryKeepsItsContentAndWhatIsBelowIt() {
        Directory old = create("a");
        create("a", "x");
        create("b");
        write(old, "k");
        Directory moved = inTransaction(tx -> directories.move(tx, List.of("a"), List.of("b", "c")));
        assertThat(moved.path()).containsExactly("b", "c");
        assertThat(moved.prefix()).isEqualTo(old.prefix());
        assertThat(exists("a")).isFalse();
        assertThat(list("b", "c")).containsExactly("x");
        assertThat(read(moved, "k")).isNotNull();
    }

    @Test
    void movesThatMakeNoSenseAreRefused() {
        create("a", "x");
        create("b");
        assertRefused(Reason.BAD_MOVE, tx -> directories.move(tx, List.of("a"), List.of("a", "x", "y")));
        assertRefused(Reason.BAD_MOVE, tx -> directories.move(tx, List.of("a"), List.of("a")));
        assertRefused(Reason.IS_ROOT, tx -> directories.move(tx, List.of(), List.of("c")));
        assertRefused(Reason.ALREADY_EXISTS, tx -> directories.move(tx, List.of("a"), List.of("b")));
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.move(tx, List.of("c"), List.of("d")));
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.move(tx, List.of("a"), List.of("c", "d")));
    }

    @Test
    void aRemovedDirectoryIsGoneWithEverythingBelowIt() {
        Directory kept = create("kept");
        write(kept, "k");
        List<String> before = withoutAllocations(stored());
        write(create("a"), "k");
        write(create("a", "x"), "k");
        write(create("a", "x", "y"), "k");
        inTransaction(tx -> directories.remove(tx, List.of("a")));
        assertThat(withoutAllocations(stored())).isEqualTo(before);
        assertRefused(Reason.NO_SUCH_DIRECTORY, tx -> directories.remove(tx, List.of("a")));
        assertRefused(Reason.IS_ROOT, tx -> directories.remove(tx, List.of()));
        assertThat(removedIfExists("a")).isFalse();
        assertThat(removedIfExists("kept")).isTrue();
    }

    @Test
    void partitionsAreWalkedThroughAndNotLeft() {
        Directory partition = inTransaction(tx -> directories.create(tx, List.of("p"), DirectoryLayer.partition()));
        Directory inside = create("p", "x");
        create("p", "x", "y");
        create("outside");
        assertThat(partition.isPartition()).isTrue();
        assertThatThrownBy(partition::subspace).isInstanceOf(UnsupportedOperationException.class);
        assertThat(list("p")).containsExactly("x");
        assertThat(list("p", "x")).containsExactly("y");
        assertThat(exists("p", "x", "y")).isTrue();
        assertThat(exists("p", "z")).isFalse();
        assertThat(Keys.startsWith(inside.prefix(), partition.prefix())).isTrue();
        assertThat(inTransaction(tx -> directories.open(tx, List.of("p", "x"), NO_LAYER))
                        .prefix())
                .isEqualTo(inside.prefix());
        inTransaction(tx -> directories.move(tx, List.of("p", "x"), List.of("p", "z")));
        assertThat(list("p", "z")).containsExactly("y");
        assertRefused(Reason.BAD_MOVE, tx -> directories.move(tx, List.of("p", "z"), List.of("z")));
        assertRefused(Reason.BAD_MOVE, tx -> directories.move(tx, List.of("outside"), List.of("p", "o")));
        inTransaction(tx -> directories.remove(tx, List.of("p", "z")));
        assertThat(list("p")).isEmpty();
        inTransaction(tx -> directories.move(tx, List.of("p"), List.of("q")));
        inTransaction(tx -> directories.remove(tx, List.of("q")));
        assertThat(list()).containsExactly("outside");
    }

    @Test
    void aDirectorysOwnOperationsBeginAtIt() {
        Directory a = create("a");
        Directory child = inTransaction(tx -> a.createOrOpen(tx, List.of("x", "y"), GAME));
        assertThat(child.path()).containsExactly("a", "x", "y");
        inTransaction(tx -> a.create(tx, List.of("z"), NO_LAYER));
        assertThat(inTransaction(a::list)).containsExactly("x", "z");
        assertThat(inTransaction(tx -> a.open(tx, List.of("x", "y"), GAME)).prefix())
                .isEqualTo(child.prefix());
        Directory moved = inTransaction(tx -> child.moveTo(tx, List.of("b")));
        assertThat(moved.prefix()).isEqualTo(child.prefix());
        assertThat(exists(child)).isFalse();
        assertThat(exists(moved)).isTrue();
        inTransaction(moved::remove);
        assertThat(list()).containsExactly("a");
    }

    @Test
    void prefixesByHandMustNotTouchOthers() {
        DirectoryLayer manual = layer(true);
        Directory named = inTransaction(tx -> manual.create(tx, List.of("m"), NO_LAYER, bytes("mm")));
        assertThat(named.prefix()).isEqualTo(bytes("mm"));
        assertRefused(Reason.BAD_PREFIX, tx -> manual.create(tx, List.of("n"), NO_LAYER, bytes("m")));
        assertRefused(Reason.BAD_PREFIX, tx -> manual.create(tx, List.of("n"), NO_LAYER, bytes("mm")));
        assertRefused(Reason.BAD_PREFIX, tx -> manual.create(tx, List.of("n"), NO_LAYER, bytes("mmm")));
        assertRefused(Reason.BAD_PREFIX, tx -> manual.create(tx, List.of("n"), NO_LAYER, bytes("")));
        assertRefused(Reason.BAD_PREFIX, tx -> manual.create(tx, List.of("n"), NO_LAYER, new byte[] {(byte) 0xFE, 1}));
        inTransaction(tx -> manual.create(tx, List.of("n"), NO_LAYER, bytes("mn")));
    }

    @Test
    void anAllocatedPrefixThatHoldsForeignKeysIsRefused() {
        database().run(tx -> {
            tx.set(Tuple.of(7L, "foreign").pack(), GAME);
            return true;
        });
        nextNumber = 7;
        assertRefused(Reason.BAD_PREFIX, tx -> directories.create(tx, List.of("a"), NO_LAYER));
    }

    @Test
    void aNewerVersionIsReadIfItsMajorNumberIsOursAndNeverWritten() {
        create("a");
        storeVersion("010000000100000000000000");
        assertThat(exists("a")).isTrue();
        assertRefused(Reason.NEWER_VERSION, tx -> directories.create(tx, List.of("b"), NO_LAYER));
        assertRefused(Reason.NEWER_VERSION, tx -> directories.remove(tx, List.of("a")));
        storeVersion("020000000000000000000000");
        assertRefused(Reason.NEWER_VERSION, tx -> directories.exists(tx, List.of("a")));
        assertRefused(Reason.NEWER_VERSION, tx -> directories.list(tx, List.of()));
        storeVersion("0100");
        assertRefused(Reason.NEWER_VERSION, tx -> directories.open(tx, List.of("a"), NO_LAYER));
    }

    @Test
    void manyDirectoriesCreatedAtOnceHaveDifferentPrefixes() throws Exception {
        DirectoryLayer atRandom = new DirectoryLayer();
        var prefixes = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Directory>> creations = java.util.stream.IntStream.range(0, 40)
                    .<Callable<Directory>>mapToObj(number ->
                            () -> inTransaction(tx -> atRandom.create(tx, List.of("d" + number), NO_LAYER)))
                    .toList();
            for (Future<Directory> created : threads.invokeAll(creations)) {
                prefixes.add(hex(created.get().prefix()));
            }
        }
        assertThat(prefixes).hasSize(40);
        assertThat(list()).hasSize(40);
    }

    @Test
    void allocationsAtTheSameTimeDontConflictUnlessTheyTakeTheSameNumber() {
        create("version"); // The version is written by the first.
        assertThat(commitsBeside(20, 21)).isTrue();
        assertThat(commitsBeside(30, 30)).isFalse();
    }

    @Test
    void aWindowThatIsHalfFullIsLeftForTheNextOne() {
        for (int number = 0; number < 40; number++) {
            nextNumber = number;
            create("d" + number);
        }
        // The 32nd allocation finds the window of 64 half full, moves on to 64, and clears what was kept of the first.
        assertThat(hex(inTransaction(tx -> directories.open(tx, List.of("d30"), NO_LAYER))
                        .prefix()))
                .isEqualTo("151e");
        assertThat(hex(inTransaction(tx -> directories.open(tx, List.of("d31"), NO_LAYER))
                        .prefix()))
                .isEqualTo("155f"); // 64 + 31
        assertThat(stored().stream().filter(line -> line.startsWith("fe 01fe00 0168636100 14")))
                .containsExactly("fe 01fe00 0168636100 141540 = 0900000000000000");
    }

    /** Whether two transactions commit that read the same state and each create a directory with the number that is told. */
    private boolean commitsBeside(int first, int second) {
        try (Transaction a = database().begin(TransactionOptions.DEFAULT);
                Transaction b = database().begin(TransactionOptions.DEFAULT)) {
            RetryLoop.await(a.readVersion());
            RetryLoop.await(b.readVersion());
            // Under different names: what is left to conflict is the allocation.
            nextNumber = first;
            RetryLoop.await(directories.create(a, List.of("first" + first), NO_LAYER));
            nextNumber = second;
            RetryLoop.await(directories.create(b, List.of("second" + second), NO_LAYER));
            RetryLoop.await(a.commit());
            RetryLoop.await(b.commit());
            return true;
        } catch (StorageException conflict) {
            assertThat(conflict.error()).isEqualTo(StorageError.NOT_COMMITTED);
            return false;
        }
    }

    private DirectoryLayer layer(boolean allowsManualPrefixes) {
        return new DirectoryLayer(
                Subspace.ofPrefix(new byte[] {(byte) 0xFE}),
                Subspace.ofPrefix(Keys.empty()),
                allowsManualPrefixes,
                bound -> nextNumber++ % bound);
    }

    private Directory create(String... path) {
        return inTransaction(tx -> directories.create(tx, List.of(path), NO_LAYER));
    }

    private List<String> list(String... path) {
        return inTransaction(tx -> directories.list(tx, List.of(path)));
    }

    private boolean exists(String... path) {
        return inTransaction(tx -> directories.exists(tx, List.of(path)));
    }

    private boolean removedIfExists(String... path) {
        return inTransaction(tx -> directories.removeIfExists(tx, List.of(path)));
    }

    private boolean exists(Directory directory) {
        return inTransaction(directory::exists);
    }

    private void write(Directory directory, String key) {
        database().run(tx -> {
            tx.set(directory.subspace().pack(key), GAME);
            return true;
        });
    }

    private byte @Nullable [] read(Directory directory, String key) {
        return RetryLoop.await(database()
                .begin(TransactionOptions.DEFAULT)
                .get(directory.subspace().pack(key)));
    }

    private void storeVersion(String hex) {
        database().run(tx -> {
            tx.set(
                    HexFormat.of().parseHex("fe01fe000176657273696f6e00"),
                    HexFormat.of().parseHex(hex));
            return true;
        });
    }

    private <T extends @Nullable Object> T inTransaction(Function<Transaction, CompletionStage<T>> body) {
        return database()
                .run(tx -> new Result<T>(RetryLoop.await(body.apply(tx))))
                .value();
    }

    private record Result<T extends @Nullable Object>(T value) {}

    private void assertRefused(Reason reason, Function<Transaction, CompletionStage<?>> body) {
        ThrowingCallable call = () -> inTransaction(body::apply);
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    /** Every pair in hex: where the key is of a node, its parts apart. */
    private List<String> stored() {
        return database()
                .run(tx -> RetryLoop.await(tx.getRange(Keys.empty(), new byte[] {(byte) 0xFF})).stream()
                        .map(pair -> inParts(hex(pair.key())) + " = " + hex(pair.value()))
                        .toList());
    }

    private static List<String> withoutAllocations(List<String> stored) {
        return stored.stream().filter(line -> !line.contains("0168636100")).toList();
    }

    /** The node subspace, the node, the entry, the rest. */
    private static String inParts(String key) {
        return key.replaceFirst(
                        "^((?:1507)?fe)(01.*?00)(016c6179657200|0176657273696f6e00|0168636100|14)(.*)$", "$1 $2 $3 $4")
                .strip();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(Objects.requireNonNull(bytes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
