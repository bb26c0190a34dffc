package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.Avatar;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;

/** The frames of a played region, run through the rules again. */
class RegionReplayTest {
    private static final long DUE_TICK = 1 << 20;
    private static final Simulation play = new Simulation(new SplitMix64(4), false);

    @BeforeAll
    static void play() {
        play.run();
    }

    private final List<FrameRecord> frames = Replays.frames(play.database(), play.keys());

    @Test
    void givesTheSameResultsChangesAndWorldFromTheVeryFirstFrame() {
        RegionReplay.Replayed replayed = replay(frames);
        assertThat(replayed.differences()).isEmpty();
        assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
        assertThat(replayed.from()).isEqualTo(1);
        assertThat(replayed.to()).isEqualTo(frames.getLast().getNumber());
        assertThat(replayed.inputs()).isGreaterThan(100);
    }

    @Test
    void beginsAnywhereInTheHistory() {
        for (int from = 1; from < frames.size(); from += 1 + frames.size() / 20) {
            RegionReplay.Replayed replayed = replay(frames.subList(from, frames.size()));
            assertThat(replayed.differences()).as("from frame %d", from + 1).isEmpty();
            assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
        }
    }

    @Test
    void seesAResultThatTheRulesDoNotGive() {
        assertThat(replay(editedInput(input -> input.toBuilder()
                                .setResult(input.getResult().toBuilder().setReason(Reason.NO_SPACE.code()))
                                .build()))
                        .differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("result", "NO_SPACE"));
    }

    @Test
    void seesAnActionThatWasAnother() {
        RegionReplay.Replayed replayed = replay(editedInput(input -> input.toBuilder()
                .setHarvest(input.getHarvest().toBuilder()
                        .setTargetId(input.getHarvest().getTargetId() + 1))
                .build()));
        assertThat(replayed.differenceCount()).isPositive();
    }

    @Test
    void seesByTheHashThatAWallIsMissing() {
        int index = indexOf(frame -> frame.getInputsCount() == 1
                && frame.getInputs(0).hasBuild()
                && frame.getInputs(0).getResult().getReason() == Reason.OK.code());
        List<FrameRecord> edited = new ArrayList<>(frames);
        edited.set(index, frames.get(index).toBuilder().clearInputs().build());
        RegionReplay.Replayed replayed = replay(edited);
        assertThat(replayed.hash()).isNotEqualTo(replayed.storedHash());
    }

    @Test
    void seesAnInventoryThatNobodyGathered() {
        List<FrameRecord> edited = new ArrayList<>(frames);
        FrameRecord last = edited.getLast();
        int index = indexOf(frame ->
                frame.getAvatarsBeforeCount() > 0 && frame.getAvatars(0).getInventoryCount() > 0);
        FrameRecord.Builder frame = edited.get(index).toBuilder();
        frame.getAvatarsBuilder(0).getInventoryBuilder(0).setCount(900);
        edited.set(index, frame.build());
        assertThat(last).isSameAs(edited.getLast());
        assertThat(replay(edited).differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("avatar", "900"));
    }

    @Test
    void seesThatWhatAnAvatarHeldBeforeIsNotNoted() {
        assertThat(replay(editedFrame(FrameRecord.Builder::clearAvatarsBefore)).differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("avatars before"));
    }

    @Test
    void seesThatTheChangesOfAnActionAreNotedAsNobodys() {
        assertThat(replay(editedInput(
                                input -> input.toBuilder().clearChangeCount().build()))
                        .differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("how many things", "changes"));
    }

    @Test
    void whatIsStoredHashesAsTheSumOfItsParts() throws InvalidProtocolBufferException {
        RegionImage end = Replays.end(play.database(), play.keys());
        long sum = 0;
        for (KeyValue pair : end.asCheckpoint(play.keys(), 1)) {
            if (isIn(play.keys().pages(), pair.key())) {
                sum += RegionHash.of(ChunkPage.parseFrom(pair.value()));
            } else if (Arrays.equals(pair.key(), play.keys().checkpoint())) {
                sum += RegionHash.of(CheckpointRecord.parseFrom(pair.value()));
            } else if (isIn(play.keys().avatars(), pair.key())) {
                sum += RegionHash.of(AvatarRecord.parseFrom(pair.value()));
            }
        }
        WorldShape shape = new WorldShape(Simulation.WORLD_SEED, new RegionGrid(1));
        ReplayedRegion replayed =
                ReplayedRegion.from(end, ids -> new Realm(RegionId.SPAWN, shape.bounds(), shape.terrain(), ids));
        assertThat(sum).isEqualTo(RegionHash.of(end)).isEqualTo(replayed.hash());
    }

    private static boolean isIn(KeyRange range, byte[] key) {
        return Keys.compare(range.begin(), key) <= 0 && Keys.compare(key, range.end()) < 0;
    }

    /** After a leap of time more is due than one tick lets age. Somebody picks up what is due, and has not rotted yet. */
    @Test
    void whatAgesAndWhatSomebodyIsFasterWithComeOutAlike() {
        ModelDatabase database = new ModelDatabase();
        TestRegion first = new TestRegion(database, Simulation.WORLD_SEED);
        first.join(1, 1);
        first.ticks(3);
        long dueLast = putItemsAround(first, Realm.MAX_AGED_PER_TICK + 100);
        TestRegion region = new TestRegion(database, Simulation.WORLD_SEED);
        region.join(1, 2);
        region.ticks(3);
        region.act(1, 2, 1, new Action.Interact(dueLast));
        region.loop.onTick(10 * DUE_TICK, region.unixMillis);
        region.settleAll();
        assertThat(region.lastFrame().results().getFirst().result().reason()).isEqualTo(Reason.OK);
        assertThat(region.lastFrame().changes()).hasSize(Realm.MAX_AGED_PER_TICK + 1);
        region.tick();
        assertThat(region.lastFrame().changes()).hasSize(99);
        RegionReplay.Replayed replayed = Replays.replay(
                Replays.end(database, region.keys),
                Replays.frames(database, region.keys),
                RegionId.SPAWN,
                new WorldShape(Simulation.WORLD_SEED, new RegionGrid(WorldOptions.USUAL_REGIONS_PER_SIDE)));
        assertThat(replayed.differences()).isEmpty();
        assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
    }

    /** Stores items where the first player stands and beside it, each due a tick after the one before; returns the last one's id. */
    private static long putItemsAround(TestRegion region, int count) {
        Avatar at = region.avatar(1);
        long id = 1L << 40;
        for (int chunk = 0; chunk < 3; chunk++) {
            long x = at.xMicros() + (chunk - 2) * Units.CHUNK_MICROS;
            List<EntityRecord> items = new ArrayList<>();
            for (int i = 0; i < count / 3; i++) {
                id++;
                items.add(Records.entity(new EntityState(
                        id, EntityKind.ITEM, 1, x, at.yMicros(), at.zMicros(), 0, 1, 1, 0, DUE_TICK + id % DUE_TICK)));
            }
            List<byte[]> pages = Checkpointer.pages(items);
            for (int page = 0; page < pages.size(); page++) {
                region.database.put(
                        region.keys.page(Units.chunkIndex(x), Units.chunkIndex(at.zMicros()), page), pages.get(page));
            }
        }
        return id;
    }

    private interface Sought {
        boolean is(FrameRecord frame);
    }

    private int indexOf(Sought sought) {
        for (int i = frames.size() / 2; i < frames.size(); i++) {
            if (sought.is(frames.get(i))) {
                return i;
            }
        }
        throw new AssertionError("the play has no such frame");
    }

    private List<FrameRecord> editedInput(UnaryOperator<AppliedInput> change) {
        return editedFrame(frame -> frame.setInputs(0, change.apply(frame.getInputs(0))));
    }

    /** The frames with that of the first successful strike of their second half changed. */
    private List<FrameRecord> editedFrame(Consumer<FrameRecord.Builder> change) {
        int index = indexOf(frame -> frame.getInputsCount() > 0
                && frame.getInputs(0).hasHarvest()
                && frame.getInputs(0).getResult().getReason() == Reason.OK.code());
        List<FrameRecord> edited = new ArrayList<>(frames);
        FrameRecord.Builder frame = frames.get(index).toBuilder();
        change.accept(frame);
        edited.set(index, frame.build());
        return edited;
    }

    private RegionReplay.Replayed replay(List<FrameRecord> records) {
        return Replays.replay(Replays.end(play.database(), play.keys()), records, Simulation.WORLD_SEED);
    }
}
