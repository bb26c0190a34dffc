package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/** People trade over borders without end; the history keeps its bound, and what is kept replays to the same. */
class DealHistoryUpkeepTest {
    private static final int ROUNDS = 8;
    private static final int TICKS = 1_500;
    private static final int RECORDS = 100;
    private static final int SEGMENT = 500;
    private static final long LIMIT = 60_000;

    private final PlayedDeals play = new PlayedDeals(3, 1_795_000_000_000L);
    private final HistoryUpkeep upkeep = new HistoryUpkeep(
            play.database(), PlayedWorld.NAME, new HistoryPolicy(Duration.ofDays(30), LIMIT, RECORDS, Long.MAX_VALUE));

    @Test
    void keepsABoundedHistoryThatReplaysUnderALoadOfTransactions() {
        long dropped = 0;
        for (int round = 0; round < ROUNDS; round++) {
            play.play(TICKS);
            dropped += upkeep.pass(play.unixMillis()).dropped();
            long blocks = 0;
            for (RegionId region : PlayedDeals.regions()) {
                WorldKeys keys = play.keys().in(region);
                blocks += bytes(keys.historyBlocks());
                assertThat(Replays.frames(play.database(), keys))
                        .as("what is in no block yet")
                        .hasSizeLessThan(RECORDS + 2 * SEGMENT + TICKS);
            }
            assertThat(blocks).as("blocks after round %d", round).isLessThanOrEqualTo(LIMIT);
        }
        assertThat(play.done()).as("gifts and trades").isGreaterThan(20);
        assertThat(dropped).as("dropped blocks").isGreaterThan(2);
        for (RegionId region : PlayedDeals.regions()) {
            List<FrameRecord> kept = kept(region);
            RegionReplay.Replayed replayed =
                    Replays.replay(Replays.end(play.database(), play.keys().in(region)), kept, region, play.shape());
            assertThat(replayed.differences()).as("region %s", region).isEmpty();
            assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
        }
    }

    private List<KeyValue> pairs(KeyRange range) {
        return play.database().all(range.begin(), range.end());
    }

    private long bytes(KeyRange range) {
        return pairs(range).stream().mapToLong(pair -> pair.value().length).sum();
    }

    /** Out of blocks, and then out of records. */
    private List<FrameRecord> kept(RegionId region) {
        WorldKeys keys = play.keys().in(region);
        StoredHistory history = new StoredHistory(keys);
        List<FrameRecord> kept = new ArrayList<>();
        for (KeyValue pair : pairs(keys.historyIndexes())) {
            HistoryIndex index = Records.parse(HistoryIndex.parser(), pair.value(), "index");
            if (index.getBlockBytes() > 0) {
                kept.addAll(play.database().run(transaction -> history.frames(transaction, index)));
            }
        }
        kept.addAll(Replays.frames(play.database(), keys));
        return kept;
    }
}
