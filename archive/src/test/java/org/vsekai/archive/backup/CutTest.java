package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.RegionRecord;

class CutTest {
    private static final RegionId WEST = new RegionId(0, 0);
    private static final RegionId EAST = new RegionId(1, 0);
    private static final RegionId SOUTH = new RegionId(0, 1);

    private static void add(Cut cut, RegionId region, long number, long millis, ParcelId... taken) {
        FrameRecord.Builder frame = FrameRecord.newBuilder().setNumber(number).setUnixMillis(millis);
        for (ParcelId id : taken) {
            frame.addTaken(id);
        }
        cut.add(region, number, frame.build().toByteArray());
    }

    private static ParcelId sent(RegionId sender, long frame) {
        return ParcelId.newBuilder()
                .setSender(RegionRecord.newBuilder().setX(sender.x()).setZ(sender.z()))
                .setFrame(frame)
                .build();
    }

    @Test
    void keepsTheFramesUpToTheMomentOfEachRegion() {
        Cut cut = new Cut(100, Map.of(WEST, 4L, EAST, 7L));
        add(cut, WEST, 5, 90);
        add(cut, WEST, 6, 100);
        add(cut, WEST, 7, 101);
        add(cut, EAST, 8, 200);
        assertThat(cut.frames()).isEqualTo(Map.of(WEST, 6L, EAST, 7L));
    }

    @Test
    void aFrameWithAnEarlierTimeThanOneBeforeItCountsAsMadeWithThatOne() {
        Cut cut = new Cut(100, Map.of(WEST, 4L));
        add(cut, WEST, 5, 150);
        add(cut, WEST, 6, 90);
        assertThat(cut.frames()).isEqualTo(Map.of(WEST, 4L));
    }

    @Test
    void whatWasTakenOfAFrameThatIsNotKeptIsNotTakenEither() {
        // The clock was set back between: what was sent at 120 was taken at 95, and led to more.
        Cut cut = new Cut(100, Map.of(WEST, 4L, EAST, 7L, SOUTH, 2L));
        add(cut, WEST, 5, 120);
        add(cut, EAST, 8, 90);
        add(cut, EAST, 9, 95, sent(WEST, 5));
        add(cut, EAST, 10, 96);
        add(cut, SOUTH, 3, 94, sent(EAST, 8));
        add(cut, SOUTH, 4, 97, sent(EAST, 10));
        assertThat(cut.frames()).isEqualTo(Map.of(WEST, 4L, EAST, 8L, SOUTH, 3L));
    }

    @Test
    void aRegionThatNobodyHadEnteredByThenIsLeftOut() {
        Cut cut = new Cut(100, Map.of(WEST, 4L));
        add(cut, WEST, 5, 120);
        add(cut, EAST, 1, 130, sent(WEST, 5));
        assertThat(cut.frames()).isEqualTo(Map.of(WEST, 4L));
    }
}
