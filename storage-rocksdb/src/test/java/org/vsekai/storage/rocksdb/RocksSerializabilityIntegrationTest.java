package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.SerializabilityCheck;

/** A check that never fails proves nothing: so it runs against broken engines as well, and must catch them. */
class RocksSerializabilityIntegrationTest {
    private static final int THREADS = 8;

    private static final int TRANSACTIONS = 150;

    /** Rounds within which a broken engine must be caught. */
    private static final int MAX_ROUNDS = 8;

    @TempDir
    Path folder;

    @Test
    void everyReadIsWhatTheOrderOfCommitsSays() {
        assertSound(System::nanoTime);
    }

    /** Time runs fast, so that conflict buckets are many, some of them empty, and forgotten while transactions run. */
    @Test
    void everyReadIsRightWhileTheConflictWindowMoves() {
        assertSound(() -> System.nanoTime() * 50);
    }

    @Test
    void uncheckedRangesAreCaught() {
        assertCaught(Sabotage.RANGES_UNCHECKED);
    }

    @Test
    void untrackedPointReadsAreCaught() {
        assertCaught(Sabotage.POINTS_UNTRACKED);
    }

    private void assertSound(LongSupplier nanoTime) {
        var seams = new Seams(nanoTime, () -> Long.MAX_VALUE, () -> {}, Sabotage.NONE);
        SerializabilityCheck.Result result;
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS, seams)) {
            result = SerializabilityCheck.run(database, THREADS, TRANSACTIONS, 1);
            assertThat(SerializabilityCheck.stateOf(database)).isEqualTo(result.state());
        }
        assertThat(result.wrongReads())
                .as("wrong of %s reads", result.readsChecked())
                .isZero();
        assertThat(result.staleReads()).isZero();
        assertThat(result.committed()).isGreaterThan(100);
        assertThat(result.conflicts()).isPositive();
        assertThat(result.readsChecked()).isGreaterThan(200);
        try (var reopened = RocksDatabase.open(folder, TestStores.OPTIONS)) {
            assertThat(SerializabilityCheck.stateOf(reopened)).isEqualTo(result.state());
        }
    }

    private void assertCaught(Sabotage sabotage) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Path store = folder.resolve("round" + round);
            try (var database = RocksDatabase.open(store, TestStores.OPTIONS, TestStores.seams(sabotage))) {
                var result = SerializabilityCheck.run(database, THREADS, TRANSACTIONS, round);
                if (result.wrongReads() > 0) {
                    return;
                }
            }
        }
        assertThat(List.of()).as("rounds in which %s was caught", sabotage).isNotEmpty();
    }
}
