package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.check.ConformanceRun;
import org.vsekai.storage.check.Report;
import org.vsekai.storage.check.Scale;

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

    private void assertSound(LongSupplier nanoTime) {
        var seams = new Seams(nanoTime, () -> Long.MAX_VALUE, () -> {}, Sabotage.NONE);
        Report report = ConformanceRun.run(
                () -> RocksDatabase.open(folder, TestStores.OPTIONS, seams), Scale.SMALL, 1, System.out::println);
        assertThat(report.details()).isEmpty();
        assertThat(report.anomalies()).isZero();
        assertThat(report.transactions()).isGreaterThanOrEqualTo(Scale.SMALL.transactions());
        assertThat(report.conflicts()).isPositive();
    }
}
