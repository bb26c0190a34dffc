package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.check.Checker;
import org.vsekai.storage.check.ConformanceRun;
import org.vsekai.storage.check.Report;
import org.vsekai.storage.check.SabotageReport;
import org.vsekai.storage.check.SabotageRun;

class SabotagedEnginesIntegrationTest {
    @TempDir
    Path folder;

    @Test
    void everySabotagedEngineIsCaught() {
        SabotageReport report = SabotageRun.run(SabotagedEngines.all(), folder, 1, line -> {});
        assertThat(report.missed()).isEmpty();
        assertThat(report.sabotaged()).isEqualTo(report.caught()).isGreaterThanOrEqualTo(14);
    }

    /** The same as {@code TORN_GROUP}, but for the tear. */
    @Test
    void anEngineThatStopsWithoutATornGroupIsSound() {
        var plan = new ConformanceRun.Plan(List.of(Checker.values()), SabotageRun.ROUND, 1, true);
        Report report = ConformanceRun.run(SabotagedEngines.stopping(folder, (store, batch) -> {}), plan, line -> {});
        assertThat(report.details()).isEmpty();
    }
}
