package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.storage.check.ConformanceRun;
import org.vsekai.storage.check.Report;
import org.vsekai.storage.check.Scale;

/** The checkers over a real cluster, if there is one; they keep to a prefix of their own. */
class FdbConformanceIntegrationTest {
    @Test
    void theClusterKeepsItsPromises() {
        RealCluster.open().close();
        Report report = ConformanceRun.run(RealCluster::open, Scale.SMALL, 1, System.out::println);
        assertThat(report.details()).isEmpty();
        assertThat(report.anomalies()).isZero();
        assertThat(report.transactions()).isGreaterThanOrEqualTo(Scale.SMALL.transactions());
        assertThat(report.conflicts()).isPositive();
    }
}
