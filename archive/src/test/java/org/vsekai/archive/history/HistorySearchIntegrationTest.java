package org.vsekai.archive.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.Stored;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.FrameParts;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;
import org.vsekai.world.v1.FrameRecord;

/** What a search finds is what looking at every frame finds, wherever the frames lie by now. */
@Timeout(120)
class HistorySearchIntegrationTest {
    private static final long BEGINNING = 1_795_000_000_000L;
    private static final OptionalLong ANY = OptionalLong.empty();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static RocksDatabase database;

    /** Everything that happened in two regions, in one order of time. */
    private static final List<HistoryEvent> everything = new ArrayList<>();

    @BeforeAll
    static void play() {
        database = RocksDatabase.open(folder.resolve("store"), RocksOptions.DEFAULT);
        PlayedWorld world = new PlayedWorld(database, 42, BEGINNING);
        world.join();
        world.play(400);
        world.join();
        world.play(2_000);
        WorldKeys here = WorldKeys.of(PlayedWorld.NAME);
        RegionId other = new RegionId(1, 0);
        List<FrameRecord> frames = frames(here);
        copyTo(here.in(other), frames);
        HistoryPolicy policy = new HistoryPolicy(Duration.ofDays(30), Long.MAX_VALUE, 700, Long.MAX_VALUE);
        HistoryUpkeep.Done done = new HistoryUpkeep(database, PlayedWorld.NAME, policy).pass(world.unixMillis());
        assertThat(done.compressed()).as("some frames lie in blocks").isPositive();
        assertThat(done.indexed()).as("some lie as records").isGreaterThan(done.compressed());
        for (FrameRecord frame : frames) {
            everything.addAll(FrameEvents.of(RegionId.SPAWN, frame));
            everything.addAll(FrameEvents.of(other, frame));
        }
    }

    private static List<FrameRecord> frames(WorldKeys keys) {
        List<FrameRecord> frames = new ArrayList<>();
        FrameParts parts = new FrameParts(
                keys, (number, record) -> frames.add(Stored.parse(FrameRecord.parser(), record, "frame")));
        KeyRange all = keys.frames(0, Long.MAX_VALUE);
        database.run(tx -> RetryLoop.await(tx.getRange(all.begin(), all.end()))).forEach(parts::add);
        parts.end();
        return frames;
    }

    /** The same again, in another region. */
    private static void copyTo(WorldKeys there, List<FrameRecord> frames) {
        database.run(tx -> {
            byte[] head = Objects.requireNonNull(
                    RetryLoop.await(tx.get(WorldKeys.of(PlayedWorld.NAME).head())));
            tx.set(there.head(), head);
            for (FrameRecord frame : frames) {
                FrameParts.pairs(there, frame.getNumber(), frame.toByteArray())
                        .forEach(pair -> tx.set(pair.key(), pair.value()));
            }
            return true;
        });
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static List<HistoryEvent> search(OptionalLong entity, OptionalLong player, OptionalLong chunk) {
        return search(
                new HistoryQuery(entity, player, chunk, null, Long.MIN_VALUE, Long.MAX_VALUE, HistoryQuery.MAX_LIMIT));
    }

    private static List<HistoryEvent> search(@Nullable RegionId region, long since, long until, int limit) {
        return search(new HistoryQuery(ANY, ANY, ANY, region, since, until, limit));
    }

    private static List<HistoryEvent> search(HistoryQuery query) {
        return new HistorySearch(database, PlayedWorld.NAME).run(query);
    }

    private static List<HistoryEvent> matching(Predicate<HistoryEvent> predicate) {
        List<HistoryEvent> found = everything.stream().filter(predicate).toList();
        assertThat(found).as("the play has some").isNotEmpty();
        return found;
    }

    @Test
    void tellsEverythingInOneOrderOfTime() {
        assertThat(search(ANY, ANY, ANY)).isEqualTo(everything);
    }

    @Test
    void tellsOfAnEntity() {
        long struck = Objects.requireNonNull(
                        matching(event -> event.input() != null && event.input().hasHarvest())
                                .getFirst()
                                .input())
                .getHarvest()
                .getTargetId();
        assertThat(search(OptionalLong.of(struck), ANY, ANY))
                .isEqualTo(matching(event -> event.entities().contains(struck)));
        assertThat(search(OptionalLong.of(1L << 50), ANY, ANY)).isEmpty();
    }

    @Test
    void tellsOfAPlayer() {
        assertThat(search(ANY, OptionalLong.of(2), ANY)).isEqualTo(matching(event -> event.playerId() == 2));
    }

    @Test
    void tellsOfAChunk() {
        long chunk = matching(event -> !event.changes().isEmpty())
                .getLast()
                .chunks()
                .iterator()
                .next();
        assertThat(search(ANY, ANY, OptionalLong.of(chunk)))
                .isEqualTo(matching(event -> event.chunks().contains(chunk)));
    }

    @Test
    void tellsOfARegionAndATimeTheNewestSoMany() {
        long since = everything.get(everything.size() / 3).unixMillis();
        long until = everything.get(everything.size() / 3 * 2).unixMillis();
        List<HistoryEvent> expected = matching(event ->
                event.region().equals(RegionId.SPAWN) && event.unixMillis() >= since && event.unixMillis() <= until);
        assertThat(search(RegionId.SPAWN, since, until, HistoryQuery.MAX_LIMIT)).isEqualTo(expected);
        assertThat(search(RegionId.SPAWN, since, until, 10))
                .isEqualTo(expected.subList(expected.size() - 10, expected.size()));
        assertThat(search(null, Long.MIN_VALUE, Long.MAX_VALUE, 25))
                .isEqualTo(everything.subList(everything.size() - 25, everything.size()));
    }

    @Test
    void whatAFellingLeavesOnTheGroundIsTheFellersDoing() {
        assertThat(matching(
                        event -> event.kind() == Kind.ACTED && event.changes().size() > 1))
                .allSatisfy(event -> assertThat(HistoryText.line(event)).contains("player", "struck", "new WOOD"));
    }

    @Test
    void aLineSaysWhoDidWhatAndWhatWasBeforeAndAfter() {
        HistoryEvent built = matching(event -> event.input() != null
                        && event.input().hasBuild()
                        && event.input().getResult().getReason() == 0)
                .getFirst();
        assertThat(HistoryText.line(built))
                .startsWith("2026-")
                .contains("region (0, 0) frame " + built.frame(), "\"Guest\"", "built WALL", "new WALL", "holds WOOD");
    }

    @Test
    void aNameCannotBreakTheLine() {
        assertThat(HistoryText.printable("a\nb\u001b[31m\u202ec")).isEqualTo("a?b?[31m?c");
    }
}
