package org.vsekai.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.vsekai.core.HotPath;

/** The rules about the shape of the code, each with its reason. Each is also shown to fail: {@code RulesCanFailTest}. */
final class Rules {
    /** Modules that decide. Time, randomness, threads and the outside world come in as parameters. */
    private static final Set<Modules> PURE =
            EnumSet.of(Modules.CORE, Modules.WIRE, Modules.RTC, Modules.SIM, Modules.GAME, Modules.REPLICATION);

    /** Test classes end in what says how much they cost. */
    static final List<String> TEST_SUFFIXES =
            List.of("VectorsTest", "IntegrationTest", "SimulationTest", "Test", "Properties");

    private static final Map<String, Set<String>> IMPURE_CALLS = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty", "getProperties"),
            "java.lang.Math", Set.of("random"),
            "java.util.UUID", Set.of("randomUUID"),
            // One that is handed in may be used, and handed on to what needs it: where it comes from is the driver's
            // choice.
            "java.security.SecureRandom", Set.of("<init>", "getInstance", "getInstanceStrong"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"));

    private static final Set<String> IMPURE_TYPES = Set.of(
            "java.lang.Thread",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.NetworkInterface",
            "java.net.URLConnection");

    private static final List<String> SLOW_ON_HOT_PATHS =
            List.of("java.util.stream.", "java.util.Optional", "java.util.regex.", "java.text.");

    private Rules() {}

    static ArchRule modulesUseOnlyWhatTheyMay() {
        return classes()
                .should(new ArchCondition<>("use only the modules that theirs may use") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        Modules own = Modules.of(item.getPackageName());
                        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                            String target = dependency
                                    .getTargetClass()
                                    .getBaseComponentType()
                                    .getPackageName();
                            if (target.startsWith("org.vsekai.") && !own.mayUse(Modules.of(target))) {
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                            }
                        }
                    }
                })
                .because("each module has one reason to change, and the arrows point one way (docs/ARCHITECTURE.md)");
    }

    static ArchRule packagesHaveNoCycles() {
        return SlicesRuleDefinition.slices()
                .matching("org.vsekai.(**)")
                .should()
                .beFreeOfCycles()
                .because("what depends on each other in a circle can only be understood as a whole");
    }

    /** @param allowed packages where the library may be used */
    static ArchRule libraryStaysIn(String library, String... allowed) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .allowEmptyShould(true)
                .because("a library that is used in one place can be replaced in one place");
    }

    static ArchRule pureCodeDecidesFromItsParametersAlone() {
        return noClasses()
                .that(new DescribedPredicate<>("decide") {
                    @Override
                    public boolean test(JavaClass item) {
                        return PURE.contains(Modules.of(item.getPackageName()));
                    }
                })
                .should(touchTheOutside())
                .because(
                        "the same inputs must give the same world; clocks, dice, threads and sockets belong to the drivers");
    }

    static ArchRule hotPathsAvoidWhatAllocates() {
        return classes()
                .that(new DescribedPredicate<>("are marked @HotPath, or have a method that is") {
                    @Override
                    public boolean test(JavaClass item) {
                        return isHot(item) || item.getCodeUnits().stream().anyMatch(Rules::isHot);
                    }
                })
                .should(new ArchCondition<>("use no streams, Optional, regular expressions or String.format there") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                            boolean hot = isHot(item) || isHot(access.getOrigin());
                            if (hot && isSlow(access.getTarget())) {
                                events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                            }
                        }
                    }
                })
                .because("code that runs per packet, entity or tick leaves nothing for the collector");
    }

    static ArchRule standardOutputIsForCommandLines() {
        return noClasses()
                .that(new DescribedPredicate<>("are not the main class of a command line") {
                    @Override
                    public boolean test(JavaClass item) {
                        return item.tryGetMethod("main", String[].class).isEmpty();
                    }
                })
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a server speaks through its log and its counters");
    }

    static ArchRule nothingUsesThePlatformsLoggingOrDirectories() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("org.vsekai.server.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "javax.naming..")
                .because("logging goes through slf4j, and directory look-ups are a way in for strangers");
    }

    static ArchRule nothingIsReadByJavaSerialization() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .because("stored bytes have a format of ours, and strangers' bytes must not choose classes");
    }

    static ArchRule everyPackageIsNullMarked() {
        return classes()
                .that(isGenerated().negate())
                .should(new ArchCondition<>("be in a package that is @NullMarked") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(
                                new SimpleConditionEvent(item, marked, item.getPackageName() + " is not @NullMarked"));
                    }
                })
                .because("null is part of a type, or the null checker does not look");
    }

    static ArchRule classesWithTestsEndInAKnownSuffix() {
        return classes()
                .that(new DescribedPredicate<>("hold tests") {
                    @Override
                    public boolean test(JavaClass item) {
                        return item.getMethods().stream()
                                .anyMatch(method -> method.getAnnotations().stream()
                                        .anyMatch(a ->
                                                a.getRawType().getPackageName().startsWith("org.junit.jupiter")
                                                        && a.getRawType()
                                                                .getSimpleName()
                                                                .endsWith("Test")));
                    }
                })
                .and()
                .areTopLevelClasses()
                .should(new ArchCondition<>("end in one of " + TEST_SUFFIXES) {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        boolean known = TEST_SUFFIXES.stream().anyMatch(item.getSimpleName()::endsWith);
                        events.add(new SimpleConditionEvent(item, known, item.getName() + " would not be run"));
                    }
                })
                .because("tests are found by their names, and one that is not found passes");
    }

    /** Compiled from Protocol Buffers' schemas. */
    static DescribedPredicate<JavaClass> isGenerated() {
        return resideInAnyPackage("org.vsekai..v1..").as("generated");
    }

    /** A dice that is passed in and passed on is not used; making one, or asking one, is. */
    private static boolean isImpure(AccessTarget target) {
        JavaClass owner = target.getOwner();
        return IMPURE_TYPES.contains(owner.getName())
                || owner.getPackageName().startsWith("java.nio.file")
                || owner.getPackageName().startsWith("java.nio.channels")
                || owner.getName().startsWith("java.io.File")
                || IMPURE_CALLS.getOrDefault(owner.getName(), Set.of()).contains(target.getName());
    }

    private static ArchCondition<JavaClass> touchTheOutside() {
        return new ArchCondition<>("use a clock, dice, threads, the environment, files or sockets") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                    events.add(new SimpleConditionEvent(access, isImpure(access.getTarget()), access.getDescription()));
                }
            }
        };
    }

    private static boolean isHot(JavaClass item) {
        return item.isAnnotatedWith(HotPath.class)
                || item.getEnclosingClass().filter(Rules::isHot).isPresent();
    }

    private static boolean isHot(JavaCodeUnit unit) {
        return unit.isAnnotatedWith(HotPath.class) && !unit.getModifiers().contains(JavaModifier.ABSTRACT);
    }

    private static boolean isSlow(AccessTarget target) {
        String owner = target.getOwner().getName();
        boolean formats = owner.equals("java.lang.String")
                && (target.getName().equals("format") || target.getName().equals("formatted"));
        return formats || SLOW_ON_HOT_PATHS.stream().anyMatch(owner::startsWith);
    }
}
