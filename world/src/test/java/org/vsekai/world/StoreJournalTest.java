package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.world.CommitBatch.StoredFrame;
import org.vsekai.world.CommitBatch.Transfers;
import org.vsekai.world.ModelDatabase.Fate;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

class StoreJournalTest {
    private static final long SEED = 11;
    private static final RegionId EAST = new RegionId(1, 0);

    private final ModelDatabase database = new ModelDatabase();
    private final WorldKeys keys = WorldKeys.of("test");
    private final List<StoreJournal.Outcome> outcomes = new ArrayList<>();

    StoreJournalTest() {
        new TestWorld(database, SEED, 1).calmTicks(2);
    }

    @Test
    void aParcelLiesInTheInboxFromItsSendersCommitUntilItsReceivers() {
        Parcel parcel = parcel(1);
        commit(RegionId.SPAWN, new Transfers(List.of(parcel), List.of(), List.of(), List.of()));
        byte[] inbox = keys.in(EAST).parcel(RegionId.SPAWN, 1, 0);
        assertThat(database.all(keys.inboxes().begin(), keys.inboxes().end()))
                .singleElement()
                .satisfies(pair -> assertThat(pair.key()).isEqualTo(inbox));
        take(EAST);
        commit(EAST, new Transfers(List.of(), List.of(parcel.getId()), List.of(), List.of()));
        assertThat(database.all(keys.inboxes().begin(), keys.inboxes().end())).isEmpty();
        assertThat(outcomes)
                .containsExactly(new StoreJournal.Outcome.Committed(), new StoreJournal.Outcome.Committed());
    }

    @Test
    void aParcelThatIsNotThereCantBeTaken() {
        commit(RegionId.SPAWN, new Transfers(List.of(), List.of(parcel(1).getId()), List.of(), List.of()));
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        StoreJournal.Outcome.Fenced.class,
                        fenced -> assertThat(fenced.what()).contains("not in the inbox"));
        byte[] frame = keys.framePart(1, 0);
        assertThat(database.all(frame, keys.framePart(1, 1)))
                .as("nothing is written")
                .isEmpty();
    }

    private void take(RegionId region) {
        RegionTaking.take(database.immediate(), keys.in(region), new WorldShape(SEED, new RegionGrid(TestWorld.SIDE)))
                .toCompletableFuture()
                .join();
    }

    private void commit(RegionId region, Transfers transfers) {
        StoredFrame frame = new StoredFrame(1, 5, List.of(new byte[] {1}), transfers);
        new StoreJournal(database, keys.in(region), outcomes::add)
                .commit(new CommitBatch(1, 1, 1, List.of(frame), null));
        if (database.hasPending()) {
            database.settle(Fate.APPLIED);
        }
    }

    private static Parcel parcel(long frame) {
        return Parcel.newBuilder()
                .setId(ParcelId.newBuilder()
                        .setSender(Records.region(RegionId.SPAWN))
                        .setFrame(frame))
                .setReceiver(Records.region(EAST))
                .setCrossing(Crossing.getDefaultInstance())
                .build();
    }
}
