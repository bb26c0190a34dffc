package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vsekai.archive.Stored;
import org.vsekai.archive.StoredDeals;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.world.PlayedDeals;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.history.SegmentIndex;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;
import org.vsekai.world.v1.IdleInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TakenParcel;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/** A world whose regions have traded with each other is found sound, and comes to the same when all of its history is replayed. */
@Timeout(240)
class DealsVerificationIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static StoredDeals world;

    @BeforeAll
    static void play() {
        world = new StoredDeals(folder.resolve("store"), true).compressed();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void makeWhole() {
        world.makeWhole();
    }

    @Test
    void aSoundWorldReplaysToTheSameFromItsVeryFirstFramesWhereverTheyLie() {
        WorldVerification.Verified verified = new WorldVerification(world.database, PlayedWorld.NAME, true).run();
        assertThat(verified.findings()).isEmpty();
        assertThat(verified.replays())
                .extracting(WorldVerification.Replay::region)
                .containsAll(PlayedDeals.regions());
        assertThat(verified.replays()).allSatisfy(replay -> {
            assertThat(replay.replayed().from()).isEqualTo(1);
            assertThat(replay.replayed().differences()).isEmpty();
            assertThat(replay.replayed().hash()).isEqualTo(replay.replayed().storedHash());
        });
        assertThat(world.pairs(world.keys.historyBlocks()))
                .as("some frames lie in blocks")
                .isNotEmpty();
    }

    @Test
    void countsTheItemsOfTheWholeWorldWhereverTheyAre() {
        Map<ItemKind, Stock> items = verify().items();
        assertThat(items.values())
                .anySatisfy(
                        stock -> assertThat(stock.escrow() + stock.underWay()).isPositive());
        assertThat(items.getOrDefault(ItemKind.STONE, Stock.NONE).all())
                .isGreaterThanOrEqualTo(40L * PlayedDeals.PEOPLE);
    }

    @Test
    void anActionThatWaitsInTheLogIsNoDamage() {
        world.set(world.keys.loggedInput(1, 900), logged().toByteArray());
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void aBlockThatIsDamagedIsHistoryAndAnIndexOfANewerBuildIsNone() {
        KeyValue block = world.pairs(world.keys.historyBlocks()).getFirst();
        world.set(block.key(), noise());
        assertThat(verify().grades()).containsExactly(Finding.Grade.HISTORY);
        world.makeWhole();
        KeyValue index = world.pairs(world.keys.historyIndexes()).getLast();
        HistoryIndex newer = Stored.parse(HistoryIndex.parser(), index.value(), "index").toBuilder()
                .setVersion(SegmentIndex.VERSION + 1)
                .build();
        world.set(index.key(), newer.toByteArray());
        assertThat(verify().grades()).contains(Finding.Grade.UNKNOWN_VERSION).doesNotContain(Finding.Grade.WORLD);
    }

    private static WorldVerification.Verified verify() {
        return new WorldVerification(world.database, PlayedWorld.NAME).run();
    }

    // ---- damages ----

    /** @param what part of what is said of it */
    private record Damage(String name, Consumer<StoredDeals> inflict, String what) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void seesADamageAndSaysWhere(Damage damage) {
        damage.inflict.accept(world);
        assertThat(verify().findings())
                .anySatisfy(finding -> assertThat(finding.toString()).contains("sekai/main/", damage.what));
    }

    private static List<Damage> damages() {
        List<Damage> damages = new ArrayList<>();
        damages.addAll(frames());
        damages.addAll(parcels());
        damages.addAll(checkpoints());
        damages.addAll(inputs());
        return damages;
    }

    private static List<Damage> frames() {
        return List.of(
                frame(
                        "a gift that was more when it came",
                        frame -> frame.getTakenParcelsList().stream()
                                .anyMatch(
                                        taken -> taken.getParcel().getDecision().getItemsCount() > 0),
                        frame ->
                                frame.getTakenParcelsBuilderList().forEach(DealsVerificationIntegrationTest::addAnItem),
                        "understood otherwise than was sent"),
                frame(
                        "items that a decision made",
                        frame -> frame.getSentList().stream()
                                .anyMatch(parcel -> parcel.getDecision().getItemsCount() > 0),
                        frame -> frame.getSentBuilderList().stream()
                                .filter(Parcel.Builder::hasDecision)
                                .forEach(parcel -> parcel.getDecisionBuilder().addItems(item())),
                        "come from nowhere"),
                frame(
                        "a player who lost something on the way",
                        frame -> frame.getAvatarsBeforeCount() > 0
                                && frame.getTakenParcelsCount() > 0
                                && frame.getAvatarsBefore(0).getInventoryCount() > 0,
                        frame -> frame.getAvatarsBeforeBuilder(0)
                                .getInventoryBuilder(0)
                                .setCount(frame.getAvatarsBefore(0)
                                                .getInventory(0)
                                                .getCount()
                                        + 1),
                        "are lost"),
                frame(
                        "a player who is found otherwise",
                        frame -> frame.getAvatarsBeforeCount() > 0 && frame.getArrivedPlayerIdsCount() == 0,
                        frame -> frame.getAvatarsBeforeBuilder(0).setLastStrikeTick(7),
                        "with other things than the player was left with"),
                frame(
                        "a decision without a receipt",
                        frame -> frame.getDecidedTransactionsCount() > 0,
                        FrameRecord.Builder::clearReceipts,
                        "without a receipt"),
                frame(
                        "a decision about nobody knows what",
                        frame -> frame.getDecidedTransactionsCount() > 0,
                        FrameRecord.Builder::clearTransactionsBefore,
                        "doesn't say what that was"),
                frame(
                        "a part that is closed and was other things",
                        frame -> frame.getPartsBeforeCount() > 0,
                        frame ->
                                frame.getPartsBeforeBuilder(0).getActorBuilder().setYMicros(1),
                        "otherwise than it was left"),
                frame(
                        "a message out of nothing",
                        frame -> frame.getTakenParcelsCount() > 0,
                        FrameRecord.Builder::clearTaken,
                        "which it doesn't take"));
    }

    private static void addAnItem(TakenParcel.Builder taken) {
        if (taken.getParcel().hasDecision()) {
            taken.getParcelBuilder().getDecisionBuilder().addItems(item());
        }
    }

    private static ItemCount item() {
        return ItemCount.newBuilder().setItem(ItemKind.WOOD.code()).setCount(5).build();
    }

    /** The newest frame of its kind, changed. */
    private static Damage frame(
            String name, Predicate<FrameRecord> sought, Consumer<FrameRecord.Builder> change, String what) {
        return new Damage(name, w -> edit(w, sought, change), what);
    }

    private static void edit(StoredDeals w, Predicate<FrameRecord> sought, Consumer<FrameRecord.Builder> change) {
        for (RegionId region : PlayedDeals.regions()) {
            for (FrameRecord frame : w.frames(region).reversed()) {
                if (sought.test(frame)) {
                    FrameRecord.Builder changed = frame.toBuilder();
                    change.accept(changed);
                    w.set(
                            w.keys.in(region).framePart(frame.getNumber(), 0),
                            changed.build().toByteArray());
                    return;
                }
            }
        }
        throw new AssertionError("the play has no such frame");
    }

    private static List<Damage> parcels() {
        return List.of(
                new Damage("a parcel that is gone", w -> w.clear(waiting(w).key()), "does not wait"),
                new Damage("a parcel of noise", w -> w.set(waiting(w).key(), noise()), "the parcel can't be parsed"),
                new Damage(
                        "a parcel with more in it",
                        w -> {
                            KeyValue pair = waiting(w);
                            Parcel.Builder parcel = Stored.parse(Parcel.parser(), pair.value(), "parcel").toBuilder();
                            parcel.getDecisionBuilder().addItems(item());
                            w.set(pair.key(), parcel.build().toByteArray());
                        },
                        "it is not what was sent"));
    }

    private static KeyValue waiting(StoredDeals w) {
        return w.pairs(w.keys.inboxes()).getFirst();
    }

    private static List<Damage> checkpoints() {
        TransactionId id =
                TransactionId.newBuilder().setPlayerId(1).setSequence(1).build();
        RegionRecord east = RegionRecord.newBuilder().setX(1).build();
        return List.of(
                checkpoint(
                        "a transaction that nobody answers",
                        (w, record) -> record.addTransactions(TransactionRecord.newBuilder()
                                .setId(id)
                                .setAction(AppliedInput.newBuilder().setIdle(IdleInput.getDefaultInstance()))
                                .addParties(PartyRecord.newBuilder().setRegion(east))),
                        "which is not asked"),
                checkpoint(
                        "something set aside for nobody",
                        (w, record) -> record.addParts(
                                PartRecord.newBuilder().setId(id).setHome(east)),
                        "knows nothing"),
                checkpoint(
                        "a thing that is set aside, and lies there too",
                        (w, record) -> record.addParts(PartRecord.newBuilder()
                                .setId(id)
                                .setHome(east)
                                .addSetAside(SetAsideRecord.newBuilder().setLifted(lyingThing(w)))),
                        "an item that is set aside has the id"));
    }

    private static EntityRecord lyingThing(StoredDeals w) {
        byte[] page = w.pairs(w.keys.pages()).getFirst().value();
        return Stored.parse(ChunkPage.parser(), page, "page").getEntities(0).toBuilder()
                .setKind(EntityKind.ITEM.code())
                .setVariant(ItemKind.WOOD.code())
                .build();
    }

    private static Damage checkpoint(
            String name, BiConsumer<StoredDeals, CheckpointRecord.Builder> change, String what) {
        return new Damage(
                name,
                w -> {
                    byte[] key = w.keys.checkpoint();
                    byte[] value = w.pairs(new KeyRange(key, Keys.after(key)))
                            .getFirst()
                            .value();
                    CheckpointRecord.Builder record =
                            Stored.parse(CheckpointRecord.parser(), value, "checkpoint").toBuilder();
                    change.accept(w, record);
                    w.set(key, record.build().toByteArray());
                },
                what);
    }

    private static AppliedInput logged() {
        return AppliedInput.newBuilder()
                .setPlayerId(1)
                .setResult(ResultRecord.newBuilder().setSequence(900))
                .setIdle(IdleInput.getDefaultInstance())
                .build();
    }

    private static List<Damage> inputs() {
        return List.of(
                logged("a logged action of noise", 1, noise(), "can't be parsed"),
                logged("a logged action of another", 2, logged().toByteArray(), "it is action 900 of player 1"),
                logged(
                        "a logged action that is none",
                        1,
                        logged().toBuilder().clearIdle().build().toByteArray(),
                        "no action that this build knows"),
                logged(
                        "a logged action of nobody",
                        99,
                        logged().toBuilder().setPlayerId(99).build().toByteArray(),
                        "the newest player should be"));
    }

    private static Damage logged(String name, long player, byte[] value, String what) {
        return new Damage(name, w -> w.set(w.keys.loggedInput(player, 900), value), what);
    }

    private static byte[] noise() {
        return "no record at all".getBytes(StandardCharsets.UTF_8);
    }
}
