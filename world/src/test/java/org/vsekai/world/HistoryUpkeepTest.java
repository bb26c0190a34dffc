package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.game.Action;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;
import org.vsekai.world.history.SegmentIndex;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

class HistoryUpkeepTest {
    private static final long SEED = 7;
    private static final int FRAMES = 2_300;
    private static final Duration AGE = Duration.ofDays(30);
    private static final long PLENTY = 1L << 40;

    private final ModelDatabase database = new ModelDatabase();
    private final TestRegion region = new TestRegion(database, SEED);
    private final StoredHistory history = new StoredHistory(region.keys);
    private final List<FrameRecord> frames = play();

    private List<FrameRecord> play() {
        region.join(1, 1);
        region.tick();
        for (int sequence = 1; sequence < FRAMES; sequence++) {
            region.act(1, 1, sequence, sequence % 5 == 0 ? new Action.Harvest(sequence) : new Action.Idle());
            region.tick();
        }
        return Replays.frames(database, region.keys);
    }

    private HistoryUpkeep.Done pass(HistoryPolicy policy, Duration later) {
        return new HistoryUpkeep(database, "test", policy).pass(region.unixMillis + later.toMillis());
    }

    private static HistoryPolicy policy(int framesAsRecords, long bytes) {
        return new HistoryPolicy(AGE, bytes, framesAsRecords, PLENTY);
    }

    private List<HistoryIndex> indexes() {
        return database
                .all(
                        region.keys.historyIndexes().begin(),
                        region.keys.historyIndexes().end())
                .stream()
                .map(pair -> Records.parse(HistoryIndex.parser(), pair.value(), "index"))
                .toList();
    }

    private <T> T read(Function<ReadTransaction, T> body) {
        return database.run(transaction -> body.apply(transaction.snapshot()));
    }

    /** All frames that the index leads to. */
    private List<FrameRecord> indexedFrames() {
        List<FrameRecord> found = new ArrayList<>();
        indexes().forEach(index -> found.addAll(read(transaction -> history.frames(transaction, index))));
        return found;
    }

    private long storedBytes() {
        long bytes = 0;
        for (HistoryIndex index : indexes()) {
            bytes += index.getSerializedSize();
        }
        for (KeyValue pair : database.all(
                region.keys.historyBlocks().begin(), region.keys.historyBlocks().end())) {
            bytes += pair.value().length;
        }
        long indexed = read(history::standing).record().getIndexedFrame();
        for (KeyValue pair : database.all(
                region.keys.frames(0, indexed + 1).begin(),
                region.keys.frames(0, indexed + 1).end())) {
            bytes += pair.value().length;
        }
        return bytes;
    }

    @Test
    void putsWholeSegmentsInTheIndexAndTheRestWhenItIsOld() {
        assertThat(pass(policy(FRAMES, PLENTY), Duration.ZERO).indexed()).isEqualTo(4);
        assertThat(indexedFrames()).isEqualTo(frames.subList(0, 2_000));
        assertThat(pass(policy(FRAMES, PLENTY), Duration.ofMinutes(59)).indexed())
                .isZero();
        assertThat(pass(policy(FRAMES, PLENTY), Duration.ofHours(1)).indexed()).isEqualTo(1);
        assertThat(indexedFrames()).isEqualTo(frames);
        for (HistoryIndex index : indexes()) {
            assertThat(index)
                    .isEqualTo(SegmentIndex.of(
                            region.keys.regionId(),
                            frames.subList((int) index.getFirstFrame() - 1, (int) index.getLastFrame())));
        }
    }

    @Test
    void whatAnIndexMentionsIsWhatItsFramesAreAbout() {
        pass(policy(FRAMES, PLENTY), Duration.ZERO);
        HistoryIndex first = indexes().getFirst();
        assertThat(SegmentIndex.mentionsPlayer(first, 1)).isTrue();
        assertThat(SegmentIndex.mentionsPlayer(first, 2)).isFalse();
        assertThat(SegmentIndex.mentionsEntity(first, 250)).isTrue();
        assertThat(SegmentIndex.mentionsEntity(first, 251)).isFalse();
    }

    @Test
    void compressesWhatRecoveryAndBackupsNeedNoMoreAndGivesItBackByteForByte() {
        HistoryUpkeep.Done done = pass(policy(1_000, PLENTY), Duration.ZERO);
        assertThat(done.compressed()).isEqualTo(2);
        assertThat(Replays.frames(database, region.keys)).isEqualTo(frames.subList(1_000, FRAMES));
        assertThat(indexedFrames()).isEqualTo(frames.subList(0, 2_000));
        assertThat(read(history::standing).record().getOldestFrame()).isEqualTo(1_001);
        assertThat(storedBytes()).isEqualTo(done.bytes());
        HistoryIndex block = indexes().getFirst();
        assertThat(block.getBlockBytes()).isLessThan(block.getRecordBytes() / 2);
    }

    @Test
    void compressesEarlierWhenTheRecordsAreMany() {
        long two = indexesAfter(policy(FRAMES, PLENTY)).subList(2, 4).stream()
                .mapToLong(HistoryIndex::getRecordBytes)
                .sum();
        assertThat(pass(new HistoryPolicy(AGE, PLENTY, FRAMES, two), Duration.ZERO)
                        .compressed())
                .isEqualTo(2);
    }

    private List<HistoryIndex> indexesAfter(HistoryPolicy policy) {
        pass(policy, Duration.ZERO);
        return indexes();
    }

    @Test
    void leavesWhatRecoveryNeeds() {
        pass(policy(0, 0), AGE.multipliedBy(2));
        assertThat(new TestRegion(database, SEED).loop.contentHash()).isEqualTo(region.loop.contentHash());
        assertThat(Replays.frames(database, region.keys)).isNotEmpty();
    }

    @Test
    void dropsWhatIsOlderThanThePolicyKeeps() {
        long end = frames.get(999).getUnixMillis() - region.unixMillis;
        HistoryUpkeep.Done done = pass(policy(1_500, PLENTY), AGE.plusMillis(end + 1));
        assertThat(done.dropped()).isEqualTo(2);
        assertThat(indexedFrames()).isEqualTo(frames.subList(1_000, FRAMES));
        assertThat(storedBytes()).isEqualTo(done.bytes());
    }

    @Test
    void dropsTheOldestBeyondTheLimitInBytes() {
        long whole = pass(policy(500, PLENTY), Duration.ZERO).bytes();
        HistoryUpkeep.Done done = pass(policy(500, whole - 1), Duration.ZERO);
        assertThat(done.dropped()).isEqualTo(1);
        assertThat(done.bytes()).isLessThan(whole).isEqualTo(storedBytes());
        assertThat(indexedFrames()).isEqualTo(frames.subList(500, 2_000));
    }

    /** Records were never dropped, so many regions' could take any amount. */
    @Test
    void theLimitInBytesHoldsForRecordsToo() {
        long whole = pass(policy(FRAMES, PLENTY), Duration.ZERO).bytes();
        HistoryUpkeep.Done done = pass(policy(FRAMES, whole / 2), Duration.ZERO);
        assertThat(done.bytes()).isLessThanOrEqualTo(whole / 2).isEqualTo(storedBytes());
        assertThat(done.dropped()).isBetween(1, 3);
        assertThat(pass(policy(FRAMES, 0), Duration.ZERO).bytes()).isZero();
        assertThat(Replays.frames(database, region.keys)).isEqualTo(frames.subList(2_000, FRAMES));
    }

    @Test
    void dropsTheOldestOfAllRegions() {
        WorldKeys younger = region.keys.in(new RegionId(-1, 0));
        copyTo(younger, frame -> frame.toBuilder().setTick(frame.getTick() + 1).clearUnixMillis());
        long whole = pass(policy(FRAMES, PLENTY), Duration.ZERO).bytes();
        assertThat(pass(policy(FRAMES, whole - 1), Duration.ZERO).dropped()).isEqualTo(1);
        assertThat(indexes().getFirst().getFirstFrame()).isEqualTo(501);
    }

    /** Of two segments without times the first counted as made in 1970. */
    @Test
    void whatHasNoTimeIsAsOldAsTheNextThatHasOne() {
        for (FrameRecord frame : frames.subList(0, 1_000)) {
            FrameParts.pairs(
                            region.keys,
                            frame.getNumber(),
                            frame.toBuilder().clearUnixMillis().build().toByteArray())
                    .forEach(pair -> put(pair.key(), pair.value()));
        }
        assertThat(pass(policy(FRAMES, PLENTY), Duration.ZERO).dropped()).isZero();
        long end = frames.get(1_499).getUnixMillis() - region.unixMillis;
        assertThat(pass(policy(FRAMES, PLENTY), AGE.plusMillis(end)).dropped()).isZero();
        assertThat(pass(policy(FRAMES, PLENTY), AGE.plusMillis(end + 1)).dropped())
                .isEqualTo(3);
    }

    @Test
    void aSecondPassFindsNothingToDo() {
        HistoryUpkeep.Done first = pass(policy(500, PLENTY), Duration.ZERO);
        assertThat(pass(policy(500, PLENTY), Duration.ZERO))
                .isEqualTo(new HistoryUpkeep.Done(0, 0, 0, first.bytes(), 0, Collections.emptySortedMap()));
    }

    /** A region before this one, of which something is noise, stopped the upkeep of the whole world. */
    @ParameterizedTest
    @ValueSource(strings = {"history", "head", "frame"})
    void looksAfterTheOthersWhereOneRegionIsDamagedAndNamesItOnce(String damaged) {
        WorldKeys other = region.keys.in(new RegionId(-1, 0));
        assertThat(other.regionId()).isLessThan(region.keys.regionId());
        copyTo(other, FrameRecord::toBuilder);
        byte[] key = switch (damaged) {
            case "history" -> other.history();
            case "head" -> other.head();
            default -> other.framePart(7, 0);
        };
        put(key, "no record at all".getBytes(StandardCharsets.UTF_8));
        HistoryUpkeep upkeep = new HistoryUpkeep(database, "test", policy(1_000, PLENTY));
        HistoryUpkeep.Done first = upkeep.pass(region.unixMillis);
        assertThat(first.indexed()).isEqualTo(4);
        assertThat(first.compressed()).isEqualTo(2);
        assertThat(first.damaged()).isEqualTo(1);
        assertThat(first.newlyDamaged()).containsOnlyKeys(other.regionId());
        assertThat(storedBytes()).isEqualTo(first.bytes());
        HistoryUpkeep.Done second = upkeep.pass(region.unixMillis);
        assertThat(second.damaged()).isEqualTo(1);
        assertThat(second.newlyDamaged()).isEmpty();
    }

    private void put(byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return true;
        });
    }

    /** The same frames again, or nearly, in another region. */
    private void copyTo(WorldKeys there, Function<FrameRecord, FrameRecord.Builder> change) {
        put(
                there.head(),
                database.run(transaction -> Objects.requireNonNull(Reads.value(transaction, region.keys.head()))));
        put(
                there.checkpoint(),
                database.run(
                        transaction -> Objects.requireNonNull(Reads.value(transaction, region.keys.checkpoint()))));
        frames.forEach(frame -> FrameParts.pairs(
                        there, frame.getNumber(), change.apply(frame).build().toByteArray())
                .forEach(pair -> put(pair.key(), pair.value())));
    }
}
