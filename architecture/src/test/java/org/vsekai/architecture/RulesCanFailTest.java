package org.vsekai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule, held against classes that break it: a rule that can't fail protects nothing. */
class RulesCanFailTest {
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages("org.vsekai.sim.fixture");

    @Test
    void everyWayOfBeingImpureIsSeen() {
        assertFinds(
                Rules.pureCodeDecidesFromItsParametersAlone(),
                "ReadsTheClock",
                "AsksForTheTime",
                "ReadsTheEnvironment",
                "ThrowsDice",
                "ThrowsTheThreadsDice",
                "ThrowsOldDice",
                "ThrowsSecretDice",
                "NamesThings",
                "StartsAThread",
                "LooksForAFile");
    }

    @Test
    void allocationOnAHotPathIsSeenAndElsewhereLetAlone() {
        assertFinds(Rules.hotPathsAvoidWhatAllocates(), "HotAndSlow$Streams.count", "FormatsInAHotMethod.name");
        assertThat(findings(Rules.hotPathsAvoidWhatAllocates())).noneMatch(line -> line.contains("elsewhere"));
    }

    @Test
    void anArrowAgainstTheOrderOfModulesIsSeen() {
        assertFinds(Rules.modulesUseOnlyWhatTheyMay(), "Unruly.looksUp");
    }

    @Test
    void aCircleIsSeen() {
        assertFinds(Rules.packagesHaveNoCycles(), "Egg", "Hen");
    }

    @Test
    void aLibraryOutsideItsFenceIsSeen() {
        assertFinds(Rules.libraryStaysIn("org.junit..", "org.vsekai.elsewhere.."), "NeverRun");
    }

    @Test
    void printingLoggingAndReadingObjectsAreSeen() {
        assertFinds(Rules.standardOutputIsForCommandLines(), "Unruly.prints");
        assertFinds(Rules.nothingUsesThePlatformsLoggingOrDirectories(), "Unruly.logsByItself");
        assertFinds(Rules.nothingIsReadByJavaSerialization(), "Unruly.readsObjects");
    }

    @Test
    void aPackageWithoutAWordAboutNullIsSeen() {
        assertFinds(Rules.everyPackageIsNullMarked(), "org.vsekai.sim.fixture.unmarked is not @NullMarked");
    }

    @Test
    void aTestThatWouldNotBeRunIsSeen() {
        assertFinds(Rules.classesWithTestsEndInAKnownSuffix(), "NeverRun would not be run");
    }

    private static void assertFinds(ArchRule rule, String... culprits) {
        List<String> findings = findings(rule);
        for (String culprit : culprits) {
            assertThat(findings).as(rule.getDescription()).anyMatch(line -> line.contains(culprit));
        }
    }

    private static List<String> findings(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().getDetails();
    }
}
