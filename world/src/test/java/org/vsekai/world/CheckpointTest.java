package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Actor;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Bounds;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Items;
import org.vsekai.game.Leg;
import org.vsekai.game.Place;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.SetAside;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Terms;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.deal.Answer;
import org.vsekai.world.deal.Coordinator;
import org.vsekai.world.deal.Message;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.Participant;
import org.vsekai.world.deal.Receipt;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.SeenPlayer;
import org.vsekai.world.v1.TakenParcel;

class CheckpointTest {
    private static final long SEED = 11;
    private static final RegionId FAR = new RegionId(999, -999);
    private static final Items PLENTY = new Items(999, 999);
    /** An action and a part concern one other player at most. */
    private static final List<SeenPlayer> SEEN = List.of(SeenPlayer.newBuilder()
            .setPlayerId(Long.MAX_VALUE)
            .setXMicros(Long.MIN_VALUE)
            .setYMicros(Long.MIN_VALUE)
            .setZMicros(Long.MIN_VALUE)
            .build());

    private static final Actor ACTOR =
            new Actor(Long.MAX_VALUE, new Place(-Units.REGION_MICROS * 999, 9_000_000, Units.REGION_MICROS * 999));
    private static final Action.Build WALL =
            new Action.Build(StructureKind.WALL, Units.REGION_MICROS * 999, -9_000_000, Units.REGION_MICROS * 999, 359);

    /** A wall at a corner concerns three other regions. */
    private static final List<WorldTransaction.Party> PARTIES = Collections.nCopies(
            3,
            new WorldTransaction.Party(
                    FAR, new Answer(Reason.NOT_ON_GROUND, new Terms(PLENTY, PLENTY, PLENTY, Long.MAX_VALUE))));

    private final ModelDatabase database = new ModelDatabase();
    private final TestRegion region = new TestRegion(database, SEED);

    @Test
    void packsACrowdedChunkInPagesBelowTheStoresLimit() {
        Bounds bounds = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
        Realm realm = new Realm(RegionId.SPAWN, bounds, new Terrain(SEED), new EntityIds(5_000, 6_000));
        for (long id = Rules.MAX_IN_CHUNK; id >= 1; id--) {
            realm.add(new EntityState(id, EntityKind.STRUCTURE, 1, 31_999_999, -1, 31_999_999, 359, 200, 1, 9, 0));
        }
        List<byte[]> pages = Checkpointer.pages(realm.things(), ChunkKey.of(0, 0));
        assertThat(pages).hasSizeGreaterThan(1).allMatch(page -> page.length <= Checkpointer.PAGE_SIZE + 200);
        List<Long> ids = pages.stream()
                .flatMap(page -> Records.parse(ChunkPage.parser(), page, "page").getEntitiesList().stream())
                .map(record -> record.getId())
                .toList();
        assertThat(ids).hasSize(Rules.MAX_IN_CHUNK).isSorted();
    }

    @Test
    void splitsAFrameThatIsTooLargeForOneValueAndReadsItBack() {
        for (long player = 1; player <= 1_900; player++) {
            region.loop.onInput(new RegionInput.Join(player, "A name of full length, 24", player));
        }
        region.tick();
        KeyRange frames = region.keys.frames(1, 2);
        List<KeyValue> parts = database.all(frames.begin(), frames.end());
        assertThat(parts).hasSizeGreaterThan(1).allMatch(part -> part.value().length <= FrameParts.MAX_PART_SIZE);
        TestRegion next = new TestRegion(database, SEED);
        assertThat(next.recovered.avatars()).hasSize(1_900);
        assertThat(next.contentHash()).isEqualTo(region.contentHash());
    }

    /** A region whose commit can't succeed would never acknowledge anything again: admission keeps it from getting there. */
    @Test
    void theLargestCommitOfAFullRegionFitsTheStore() {
        Realm realm = new Realm(
                RegionId.SPAWN, Bounds.of(RegionId.SPAWN), new Terrain(SEED), new EntityIds(1L << 50, Long.MAX_VALUE));
        Set<Long> chunks = new TreeSet<>();
        for (int i = 0; i < Rules.MAX_IN_REGION; i++) {
            EntityState thing = fullThing(realm.takeEntityId(), i / Rules.MAX_IN_CHUNK);
            realm.add(thing);
            chunks.add(ChunkKey.at(thing.xMicros(), thing.zMicros()));
        }
        realm.things().forgetChanges();
        List<AvatarState> avatars = new ArrayList<>();
        for (long player = 1; player <= RegionPlayers.MOST_IN_MEMORY; player++) {
            avatars.add(fullAvatar(Long.MAX_VALUE - player));
        }
        RecoveredRegion full = new RecoveredRegion(
                RegionId.SPAWN,
                1,
                0,
                0,
                1,
                1,
                realm,
                avatars,
                Map.of(),
                chunks,
                OpenDeals.NONE,
                List.of(),
                false,
                Set.of());
        Checkpointer checkpointer = new Checkpointer(full);
        avatars.forEach(avatar -> checkpointer.markChanged(new Presence(new Avatar(avatar))));
        byte[] frames = new byte[CommitPipeline.MAX_BATCH_BYTES];
        CommitBatch batch = new CommitBatch(
                1,
                1,
                1,
                List.of(new CommitBatch.StoredFrame(1, 2, FrameParts.split(frames), CommitBatch.Transfers.NONE)),
                checkpointer.capture(1, 2, realm, mostDeals()));
        assertStoreTakes(batch);
    }

    private void assertStoreTakes(CommitBatch batch) {
        ModelDatabase store = new ModelDatabase();
        new TestRegion(store, SEED);
        for (CommitBatch.StoredFrame frame : batch.frames()) {
            for (ParcelId id : frame.transfers().taken()) {
                store.put(
                        region.keys.parcel(Records.region(id.getSender()), id.getFrame(), id.getIndex()), new byte[1]);
            }
        }
        List<StoreJournal.Outcome> outcomes = new ArrayList<>();
        new StoreJournal(store, region.keys, outcomes::add).commit(batch);
        assertThat(outcomes).isEmpty();
        store.settle(ModelDatabase.Fate.APPLIED);
        assertThat(outcomes).containsExactly(new StoreJournal.Outcome.Committed());
    }

    private static OpenDeals mostDeals() {
        List<WorldTransaction> transactions = new ArrayList<>();
        for (int i = 0; i < Coordinator.MAX_OPEN; i++) {
            transactions.add(new WorldTransaction(
                    new TransactionId(Long.MAX_VALUE - i, 1L << 40), ACTOR, WALL, 1L << 40, PARTIES));
        }
        List<OpenPart> parts = new ArrayList<>();
        for (int i = 0; i < Participant.MAX_OPEN; i++) {
            parts.add(new OpenPart(
                    new TransactionId(Long.MAX_VALUE - i, 1L << 40),
                    FAR,
                    ACTOR,
                    List.of(new SetAside.Lifted(fullThing(1L << 50, 0)))));
        }
        return new OpenDeals(transactions, parts);
    }

    /** Everything that one tick may do is in one frame, which a commit takes whole. */
    @Test
    void theLargestFrameFitsTheStore() {
        Realm realm = new Realm(
                RegionId.SPAWN, Bounds.of(RegionId.SPAWN), new Terrain(SEED), new EntityIds(1L << 50, Long.MAX_VALUE));
        FrameBuilder frame = new FrameBuilder();
        List<Presence> players = new ArrayList<>();
        for (long player = 1; player <= RegionPlayers.MOST_IN_MEMORY; player++) {
            Presence presence = new Presence(new Avatar(fullAvatar(Long.MAX_VALUE - player)));
            players.add(presence);
            frame.joined(presence, true);
            frame.left(presence, Long.MAX_VALUE);
        }
        int changesOfAnAction = 2;
        int changes = Realm.MAX_AGED_PER_TICK + changesOfAnAction * RegionActions.MAX_PER_TICK;
        for (int i = 0; i < changes; i++) {
            realm.add(fullThing(realm.takeEntityId(), i % (Rules.MAX_IN_REGION / Rules.MAX_IN_CHUNK)));
        }
        realm.things().forgetChanges();
        realm.things().forEach(row -> realm.things().setHp(row, 199));
        for (int i = 0; i < RegionActions.MAX_PER_TICK; i++) {
            ActionResult result = new ActionResult((1L << 40) + i, Reason.NOT_ON_GROUND, Long.MAX_VALUE);
            frame.applied(
                    players.get(i % players.size()),
                    new FrameBuilder.Outcome(WALL, result, changes - changesOfAnAction, changesOfAnAction, SEEN));
        }
        for (int i = 0; i < RegionLoop.MAX_PARCELS_PER_TICK; i++) {
            frame.taken(ParcelId.newBuilder()
                    .setSender(Records.region(FAR))
                    .setFrame(1L << 40)
                    .setIndex(i)
                    .build());
            frame.send(
                    FAR,
                    DealRecords.parcel(new Message.Prepare(
                            new TransactionId(Long.MAX_VALUE, 1L << 40), ACTOR, List.of(new Leg.Raise(WALL)))));
        }
        for (int i = 0; i < RegionMoves.MAX_DEPARTURES_PER_TICK; i++) {
            Presence leaver = players.get(i);
            frame.departed(leaver, FAR);
            frame.send(
                    FAR,
                    Parcel.newBuilder()
                            .setCrossing(Crossing.newBuilder()
                                    .addAvatars(Records.avatar(leaver.avatar().state(), FAR))));
        }
        FrameBuilder.MadeFrame made = frame.build(1, new FrameBuilder.Moment(2, 1L << 41), 1, realm);
        assertThat(made.size()).isGreaterThan(CommitPipeline.MAX_BATCH_BYTES);
        List<byte[]> record = new ArrayList<>(made.stored().parts());
        record.addAll(FrameParts.split(new byte[sizeOfDeals()]));
        assertStoreTakes(new CommitBatch(
                1,
                1,
                1,
                List.of(new CommitBatch.StoredFrame(1, 2, record, made.stored().transfers())),
                null));
    }

    /** All that are open have changed and are noted as they were, every action has a receipt, and every parcel is noted. */
    private static int sizeOfDeals() {
        CheckpointRecord.Builder open = CheckpointRecord.newBuilder();
        DealImage.addTo(open, mostDeals());
        Receipt receipt = new Receipt(
                new TransactionId(Long.MAX_VALUE, 1L << 40),
                Reason.NOT_ON_GROUND,
                1L << 40,
                List.of(Long.MAX_VALUE, Long.MAX_VALUE),
                PARTIES,
                PLENTY);
        TakenParcel taken = TakenParcel.newBuilder()
                .setParcel(DealRecords.parcel(new Message.Prepare(receipt.id(), ACTOR, List.of(new Leg.Raise(WALL)))))
                .addAllSeen(SEEN)
                .build();
        return 2 * open.build().getSerializedSize()
                + RegionLoop.MAX_PARCELS_PER_TICK * taken.getSerializedSize()
                + RegionActions.MAX_PER_TICK * DealRecords.receipt(receipt).getSerializedSize();
    }

    private static EntityState fullThing(long id, int chunk) {
        long x = Units.REGION_MICROS - 1 - chunk % Units.CHUNKS_PER_REGION_SIDE * Units.CHUNK_MICROS;
        long z = Units.REGION_MICROS - 1 - chunk / Units.CHUNKS_PER_REGION_SIDE * Units.CHUNK_MICROS;
        return new EntityState(
                id, EntityKind.STRUCTURE, 1, x, -90_000_000, z, 359, 200, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static AvatarState fullAvatar(long playerId) {
        List<ActionResult> results = new ArrayList<>();
        for (int i = AvatarState.RECENT_RESULTS - 1; i >= 0; i--) {
            results.add(new ActionResult((1L << 40) - i, Reason.NOT_ON_GROUND, Long.MAX_VALUE));
        }
        return new AvatarState(
                playerId,
                Long.MAX_VALUE,
                "\uD83E\uDD86".repeat(24),
                -Units.REGION_MICROS * 999,
                9_000_000,
                -Units.REGION_MICROS * 999,
                100,
                999,
                999,
                1L << 40,
                1L << 40,
                results);
    }

    @Test
    void refusesMoreActionsInATickThanAFrameShouldHold() {
        int players = RegionActions.MAX_PER_TICK / 32 + 1;
        for (int player = 1; player <= players; player++) {
            region.join(player, player);
        }
        region.ticks(2);
        for (int player = 1; player <= players; player++) {
            for (int sequence = 1; sequence <= 32; sequence++) {
                region.act(player, player, sequence, new Action.Idle());
            }
        }
        region.tick();
        assertThat(region.lastFrame().results()).hasSize(RegionActions.MAX_PER_TICK);
        assertThat(region.refusals).hasSize(32);
    }

    @Test
    void replaysOnlyFramesBehindTheCheckpoint() {
        region.join(1, 1);
        region.ticks(Checkpointer.INTERVAL_TICKS + 2);
        assertThat(region.counters.get(WorldCounter.CHECKPOINTS)).isEqualTo(1);
        assertThat(new TestRegion(database, SEED).recovered.avatars()).isEmpty();
    }

    @Test
    void storesBeforeAndAfterOfWhatAFrameChanges() {
        region.join(1, 1);
        region.ticks(2);
        long x = region.avatar(1).xMicros();
        long z = region.avatar(1).zMicros();
        var tree = Scenes.nearestTree(region.loop.realm(), x, z);
        for (var step : Scenes.walk(region.loop.realm(), region.poses.getFirst(), tree, 2_000_000)) {
            region.loop.onInput(new RegionInput.Move(1, 1, step));
            region.tick();
        }
        region.act(1, 1, 1, new Action.Harvest(tree.id()));
        region.tick();
        byte[] value = database.all(region.keys.framePart(2, 0), region.keys.framePart(2, 1))
                .getFirst()
                .value();
        FrameRecord frame = Records.parse(FrameRecord.parser(), value, "frame");
        assertThat(frame.getChanges(0).getBefore().getHp()).isEqualTo(100);
        assertThat(frame.getChanges(0).getAfter().getHp()).isEqualTo(75);
        assertThat(frame.getInputs(0).getHarvest().getTargetId()).isEqualTo(tree.id());
        assertThat(frame.getAvatars(0).getLastAppliedSequence()).isEqualTo(1);
    }

    @Test
    void namesADamagedRecord() {
        region.join(1, 1);
        region.tick();
        database.put(region.keys.framePart(1, 0), "nonsense".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new TestRegion(database, SEED))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("frame 1");
    }

    @Test
    void namesAMissingFrame() {
        region.join(1, 1);
        region.tick();
        region.act(1, 1, 1, new Action.Idle());
        region.tick();
        database.run(transaction -> {
            transaction.clear(region.keys.framePart(1, 0));
            return true;
        });
        assertThatThrownBy(() -> new TestRegion(database, SEED))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("frame 1 is missing");
    }
}
