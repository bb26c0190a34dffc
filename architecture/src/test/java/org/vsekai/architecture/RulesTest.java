package org.vsekai.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.architecture.Rules.libraryStaysIn;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final String[] COMMAND_LINES = {
        "org.vsekai.server..",
        "org.vsekai.bots..",
        "org.vsekai.rtc.lab..",
        "org.vsekai.storage.lab..",
        "org.vsekai.simulator..",
        "org.vsekai.spec..",
        "org.vsekai.benchmarks.."
    };

    @Test
    void allModulesAreLookedAt() {
        var seen = Code.MAIN.stream()
                .map(type -> Modules.of(type.getPackageName()).folder())
                .collect(Collectors.toSet());
        assertThat(seen)
                .containsAll(
                        Arrays.stream(Modules.values()).map(Modules::folder).toList());
        assertThat(Code.tests().size()).isPositive();
    }

    @Test
    void modulesUseOnlyWhatTheyMay() {
        Rules.modulesUseOnlyWhatTheyMay().check(Code.MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        Rules.packagesHaveNoCycles().check(Code.MAIN);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        libraryStaysIn("java.lang.foreign..", "org.vsekai.rtc.udp..", "org.vsekai.storage.disk..")
                .check(Code.MAIN);
        libraryStaysIn("org.rocksdb..", "org.vsekai.storage.rocksdb..", "org.vsekai.benchmarks.storage..")
                .check(Code.MAIN);
        libraryStaysIn("com.apple.foundationdb..", "org.vsekai.storage.fdb..").check(Code.MAIN);
        libraryStaysIn("org.apache.pekko..", "org.vsekai.cluster..", "org.vsekai.server..")
                .check(Code.MAIN);
        libraryStaysIn("io.helidon..", "org.vsekai.server.http..").check(Code.MAIN);
        libraryStaysIn("com.typesafe.config..", "org.vsekai.server.config..").check(Code.MAIN);
        libraryStaysIn("io.micrometer..", "org.vsekai.server..").check(Code.MAIN);
        libraryStaysIn("picocli..", COMMAND_LINES).check(Code.MAIN);
        libraryStaysIn("org.HdrHistogram..", COMMAND_LINES).check(Code.MAIN);
        libraryStaysIn("com.fasterxml.jackson..", COMMAND_LINES).check(Code.MAIN);
        libraryStaysIn("org.bouncycastle..", "org.vsekai.rtc.dtls..", "org.vsekai.rtc.udp..")
                .check(Code.MAIN);
        libraryStaysIn("com.amazon..", "org.vsekai.rtc.udp..").check(Code.MAIN);
        libraryStaysIn(
                        "com.google.protobuf..",
                        "org.vsekai.wire..",
                        "org.vsekai.storage.record..",
                        "org.vsekai.world..",
                        "org.vsekai.archive..",
                        "org.vsekai.gateway..",
                        "org.vsekai.replication..",
                        "org.vsekai.simulator..",
                        "org.vsekai.bots..")
                .check(Code.MAIN);
    }

    @Test
    void pureCodeDecidesFromItsParametersAlone() {
        Rules.pureCodeDecidesFromItsParametersAlone().check(Code.MAIN);
    }

    @Test
    void hotPathsAvoidWhatAllocates() {
        Rules.hotPathsAvoidWhatAllocates().check(Code.MAIN);
    }

    @Test
    void standardOutputIsForCommandLines() {
        Rules.standardOutputIsForCommandLines().check(Code.MAIN);
    }

    @Test
    void nothingUsesThePlatformsLoggingOrDirectories() {
        Rules.nothingUsesThePlatformsLoggingOrDirectories().check(Code.MAIN);
    }

    @Test
    void nothingIsReadByJavaSerialization() {
        Rules.nothingIsReadByJavaSerialization().check(Code.MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        Rules.everyPackageIsNullMarked().check(Code.MAIN);
    }

    @Test
    void classesWithTestsEndInAKnownSuffix() {
        Rules.classesWithTestsEndInAKnownSuffix().check(Code.tests());
    }
}
