package org.vsekai.archive.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/** Which times a query lets in. */
class HistoryQueryTest {
    private static boolean takes(long sinceMillis, long untilMillis, long unixMillis) {
        OptionalLong any = OptionalLong.empty();
        HistoryQuery query = new HistoryQuery(any, any, any, null, sinceMillis, untilMillis, 10);
        HistoryIndex segment = HistoryIndex.newBuilder()
                .setFromUnixMillis(unixMillis)
                .setToUnixMillis(unixMillis)
                .build();
        FrameRecord frame = FrameRecord.newBuilder().setUnixMillis(unixMillis).build();
        assertThat(query.concerns(RegionId.SPAWN, segment)).isEqualTo(query.concerns(frame));
        return query.concerns(frame);
    }

    @Test
    void aLimitIsPartOfWhatItLimits() {
        assertThat(takes(5, 7, 4)).isFalse();
        assertThat(takes(5, 7, 5)).isTrue();
        assertThat(takes(5, 7, 7)).isTrue();
        assertThat(takes(5, 7, 8)).isFalse();
    }

    /** It counted as 1970, so that it was before any moment. */
    @Test
    void whatHasNoTimeIsOutsideOfEitherLimit() {
        assertThat(takes(Long.MIN_VALUE, Long.MAX_VALUE, 0)).isTrue();
        assertThat(takes(Long.MIN_VALUE, 7, 0)).isFalse();
        assertThat(takes(5, Long.MAX_VALUE, 0)).isFalse();
    }
}
