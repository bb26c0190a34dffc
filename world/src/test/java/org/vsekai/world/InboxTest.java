package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Tally;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

class InboxTest {
    private static final RegionId WEST = new RegionId(-1, 0);
    private static final RegionId EAST = new RegionId(1, 0);

    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);

    @Test
    void givesParcelsBySenderAndThenAsTheyWereSent() {
        Inbox inbox = new Inbox(List.of(parcel(EAST, 3, 1), parcel(EAST, 3, 0)), false, counters);
        inbox.onDelivered(parcel(EAST, 2, 0));
        inbox.onDelivered(parcel(WEST, 9, 0));
        assertThat(takeAll(inbox))
                .containsExactly(parcel(WEST, 9, 0), parcel(EAST, 2, 0), parcel(EAST, 3, 0), parcel(EAST, 3, 1));
    }

    @Test
    void dropsWhatIsNotNewerThanTheNewestTakenOfItsSender() {
        Inbox inbox = new Inbox(List.of(parcel(EAST, 3, 0)), false, counters);
        assertThat(inbox.onDelivered(parcel(EAST, 3, 0))).as("waits, once").isTrue();
        assertThat(takeAll(inbox)).containsExactly(parcel(EAST, 3, 0));
        assertThat(inbox.onDelivered(parcel(EAST, 3, 0))).isFalse();
        assertThat(inbox.onDelivered(parcel(EAST, 2, 5))).isFalse();
        assertThat(inbox.onDelivered(parcel(WEST, 1, 0))).isTrue();
        assertThat(counters.get(WorldCounter.PARCELS_KNOWN)).isEqualTo(3);
    }

    @Test
    void forgetsWhatItHasOnlyHeardOfWhereThatCanNotBeAndAsksTheStore() {
        Inbox inbox = new Inbox(List.of(parcel(WEST, 1, 0)), false, counters);
        inbox.onDelivered(parcel(EAST, 2, 0));
        inbox.onDelivered(parcel(EAST, 3, 0));
        assertThat(inbox.isHearsay()).as("from the store").isFalse();
        inbox.take();
        assertThat(inbox.isHearsay()).isTrue();
        inbox.onContradiction();
        assertThat(inbox.startsReading()).isTrue();
        inbox.onRead(List.of(parcel(EAST, 3, 0)), false);
        assertThat(inbox.isHearsay()).isFalse();
        assertThat(takeAll(inbox)).containsExactly(parcel(EAST, 3, 0));
    }

    @Test
    void takesNothingWhileTheStoreIsAskedSinceOlderOnesMayCome() {
        Inbox inbox = new Inbox(List.of(), false, counters);
        inbox.onParcelsWait();
        inbox.onDelivered(parcel(EAST, 12, 0));
        assertThat(inbox.peek()).isNull();
        assertThat(inbox.startsReading()).isTrue();
        assertThat(inbox.startsReading()).as("asked once").isFalse();
        assertThat(inbox.peek()).isNull();
        inbox.onRead(List.of(parcel(EAST, 11, 0), parcel(EAST, 12, 0)), false);
        assertThat(takeAll(inbox)).containsExactly(parcel(EAST, 11, 0), parcel(EAST, 12, 0));
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void leavesInTheStoreWhatThereIsNoRoomForAndReadsItAgainInOrder() {
        Inbox inbox = new Inbox(List.of(), false, counters);
        for (int frame = 1; frame <= Inbox.CAPACITY; frame++) {
            assertThat(inbox.onDelivered(parcel(EAST, frame, 0))).isTrue();
        }
        assertThat(inbox.onDelivered(parcel(EAST, Inbox.CAPACITY + 1, 0))).isFalse();
        assertThat(inbox.startsReading()).as("not while anything waits").isFalse();
        assertThat(takeAll(inbox)).hasSize(Inbox.CAPACITY);
        assertThat(inbox.onDelivered(parcel(EAST, Inbox.CAPACITY + 2, 0)))
                .as("would overtake the one in the store")
                .isFalse();
        assertThat(inbox.startsReading()).isTrue();
        inbox.onRead(List.of(parcel(EAST, Inbox.CAPACITY + 1, 0), parcel(EAST, Inbox.CAPACITY + 2, 0)), false);
        assertThat(takeAll(inbox))
                .containsExactly(parcel(EAST, Inbox.CAPACITY + 1, 0), parcel(EAST, Inbox.CAPACITY + 2, 0));
        assertThat(counters.get(WorldCounter.PARCELS_LEFT_IN_STORE)).isEqualTo(2);
    }

    @Test
    void takesNothingThatMayComeAfterTheFirstThatIsMissing() {
        Inbox inbox = new Inbox(List.of(), false, counters);
        inbox.onParcelsWait();
        assertThat(inbox.startsReading()).isTrue();
        inbox.onDelivered(parcel(EAST, 20, 0));
        inbox.onRead(List.of(parcel(EAST, 11, 0)), true);
        assertThat(takeAll(inbox)).containsExactly(parcel(EAST, 11, 0));
        assertThat(inbox.startsReading()).isTrue();
    }

    private static List<Parcel> takeAll(Inbox inbox) {
        List<Parcel> taken = new ArrayList<>();
        for (Parcel next = inbox.peek(); next != null; next = inbox.peek()) {
            inbox.take();
            taken.add(next);
        }
        return taken;
    }

    private static Parcel parcel(RegionId sender, long frame, int index) {
        return Parcel.newBuilder()
                .setId(ParcelId.newBuilder()
                        .setSender(Records.region(sender))
                        .setFrame(frame)
                        .setIndex(index))
                .setReceiver(Records.region(RegionId.SPAWN))
                .setCrossing(Crossing.getDefaultInstance())
                .build();
    }
}
