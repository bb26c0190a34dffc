package org.vsekai.simulator.store;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.RunLog;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.storage.DatabaseContractTest;

/** The store of the runs does what every engine does, but for what the server asks of none. */
@ExtendWith(SimulatedStoreContractTest.NotModelled.class)
class SimulatedStoreContractTest extends DatabaseContractTest {
    private final Database database = open();

    private static Database open() {
        SplitMix64 random = new SplitMix64(1);
        Swarm calm = new Swarm(1, EnumSet.allOf(Fault.class), new Tally<>(Fault.class));
        SimulatedStore store = new SimulatedStore(
                new VirtualTime(new RunLog(false)),
                calm,
                random,
                StoreNature.of(random),
                transaction -> {},
                sender -> {});
        return store.openAtOnce(new Life(1));
    }

    @Override
    protected Database database() {
        return database;
    }

    /** What the simulated store leaves out. */
    static final class NotModelled implements ExecutionCondition {
        private static final String WATCHES = "Watches";

        private static final Set<String> LEFT_OUT = Set.of(
                // Conflicts that needn't be: they cost the server a retry and nothing else.
                "theNextWriteAloneMakesNoConflict",
                "aKeyThatIsAlsoWrittenNormallyConflicts",
                "aRangeReadDoesNotConflictWhereItsOwnWritesHideTheStore",
                "aReadConflictRangeByHandLeavesOutOwnWrites",
                // The size of a transaction, to the byte.
                "smallWritesCountWithWhatFoundationDbAddsToThem",
                // Reading, in the same transaction, what its versionstamp will decide.
                "aSetLeavesAStampedKeyUnreadableAndAClearMakesItReadable",
                // Virtual time stands still while somebody blocks.
                "theTimeForRetriesEnds",
                // Several threads: a run has one.
                "concurrentAdditionsAllCount",
                "concurrentReadModifyWritesAllCount");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean isWatch = context.getTestClass()
                    .map(tests -> tests.getSimpleName().equals(WATCHES))
                    .orElse(false);
            boolean isLeftOut = context.getTestMethod()
                    .map(test -> LEFT_OUT.contains(test.getName()))
                    .orElse(false);
            return isWatch || isLeftOut
                    ? ConditionEvaluationResult.disabled("not modelled")
                    : ConditionEvaluationResult.enabled("every engine does it");
        }
    }
}
