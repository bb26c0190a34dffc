package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Database;
import org.vsekai.storage.check.ConformanceRun;
import org.vsekai.storage.check.Report;
import org.vsekai.storage.check.Scale;
import org.vsekai.storage.check.sabotage.UncertainDatabase;

class RocksConformanceIntegrationTest {
    @TempDir
    Path folder;

    @Test
    void theEngineKeepsItsPromises() {
        assertSound(System::nanoTime);
    }

    /** Time runs fast, so that conflict buckets are many, some of them empty, and forgotten while transactions run. */
    @Test
    void itKeepsThemWhileTheConflictWindowMoves() {
        assertSound(() -> System.nanoTime() * 50);
    }

    @Test
    void commitsWithUnknownResultsAreSettled() {
        assertSound(() -> new UncertainDatabase(RocksDatabase.open(folder, TestStores.OPTIONS)));
    }

    private void assertSound(LongSupplier nanoTime) {
        var seams = new Seams(nanoTime, () -> Long.MAX_VALUE, () -> {}, Sabotage.NONE);
        assertSound(() -> RocksDatabase.open(folder, TestStores.OPTIONS, seams));
    }

    private static void assertSound(Supplier<Database> store) {
        Report report = ConformanceRun.run(store, Scale.SMALL, System.nanoTime(), line -> {});
        assertThat(report.anomalies()).as(report::summary).isZero();
        assertThat(report.transactions()).isGreaterThanOrEqualTo(Scale.SMALL.transactions());
        assertThat(report.conflicts()).isPositive();
    }
}
