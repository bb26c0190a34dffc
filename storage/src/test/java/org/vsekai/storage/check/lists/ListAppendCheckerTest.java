package org.vsekai.storage.check.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.check.lists.ListTransaction.Append;
import org.vsekai.storage.check.lists.ListTransaction.Outcome;
import org.vsekai.storage.check.lists.ListTransaction.Read;
import org.vsekai.storage.check.lists.ListTransaction.Step;

/** Each anomaly, made by hand, is named rightly; and what is no anomaly is none. All overlap in time unless it is said. */
class ListAppendCheckerTest {
    private static final long LONG_AFTER = 1_000;

    @Test
    void anEmptyHistoryIsSound() {
        assertThat(ListAppendChecker.check(List.of())).isEmpty();
    }

    @Test
    void aSerialHistoryIsSound() {
        assertSound(
                at(1, 2, transaction("T1", append("x", 1), append("y", 1))),
                at(3, 4, transaction("T2", read("x", 1), append("x", 2), read("x", 1, 2))),
                at(5, 6, transaction("T3", read("x", 1, 2), read("y", 1))));
    }

    @Test
    void overlappingTransactionsMayBeOrderedEitherWay() {
        assertSound(
                transaction("T1", append("x", 1)),
                transaction("T2", read("x")),
                transaction("T3", read("x", 1), append("y", 1)),
                transaction("T4", read("y"), read("x", 1)));
    }

    @Test
    void whatAnUnknownTransactionAppendedMayBeSeenOrNot() {
        assertSound(
                unknown("T1", append("x", 1)),
                unknown("T2", append("x", 2)),
                at(5, 6, transaction("T3", read("x", 2))),
                at(7, 8, transaction("T4", append("x", 3), read("x", 2, 1, 3))));
    }

    @Test
    void anAbortedAppendThatNobodySawIsFine() {
        assertSound(aborted("T1", append("x", 1)), transaction("T2", append("x", 2), read("x", 2)));
    }

    @Test
    void aReadThatForgetsTheTransactionsOwnAppendIsInternal() {
        assertFinds(AnomalyKind.INTERNAL, "T1", transaction("T1", append("x", 1), read("x")));
    }

    @Test
    void twoReadsThatDifferAreInternal() {
        List<ListAnomaly> found = ListAppendChecker.check(
                List.of(transaction("T1", append("x", 1)), transaction("T2", read("x"), read("x", 1))));
        assertThat(found).extracting(ListAnomaly::kind).containsExactly(AnomalyKind.INTERNAL, AnomalyKind.G_SINGLE);
    }

    @Test
    void aReadOfTheTransactionsOwnFutureIsInternal() {
        assertFinds(AnomalyKind.INTERNAL, "T1", transaction("T1", read("x", 1), append("x", 1), read("x", 1)));
    }

    @Test
    void aValueThatIsThereTwiceIsADuplicate() {
        assertFinds(
                AnomalyKind.DUPLICATE_ELEMENTS,
                "T2",
                transaction("T1", append("x", 1)),
                transaction("T2", read("x", 1, 1)));
    }

    @Test
    void aValueThatNobodyAppendedIsUnknown() {
        assertFinds(AnomalyKind.UNKNOWN_ELEMENT, "T1", transaction("T1", read("x", 7)));
    }

    @Test
    void readsThatContinueDifferentlyAreIncompatible() {
        assertFinds(
                AnomalyKind.INCOMPATIBLE_ORDER,
                "T4",
                transaction("T1", append("x", 1)),
                transaction("T2", append("x", 2)),
                transaction("T3", read("x", 1, 2)),
                transaction("T4", read("x", 2)));
    }

    @Test
    void aReadOfAnAbortedAppendIsG1a() {
        assertFinds(AnomalyKind.G1A, "T2", aborted("T1", append("x", 1)), transaction("T2", read("x", 1)));
    }

    @Test
    void aReadOfHalfATransactionIsG1b() {
        assertFinds(
                AnomalyKind.G1B,
                "T2",
                transaction("T1", append("x", 1), append("x", 2)),
                transaction("T2", read("x", 1)));
    }

    @Test
    void appendsThatFollowEachOtherInTwoListsAreG0() {
        assertFindsCycle(
                AnomalyKind.G0,
                List.of("T1", "T2"),
                transaction("T1", append("x", 1), append("y", 1)),
                transaction("T2", append("x", 2), append("y", 2)),
                transaction("T3", read("x", 1, 2), read("y", 2, 1)));
    }

    @Test
    void transactionsThatSeeEachOtherAreG1c() {
        assertFindsCycle(
                AnomalyKind.G1C,
                List.of("T1", "T2"),
                transaction("T1", append("x", 1), read("y", 1)),
                transaction("T2", append("y", 1), read("x", 1)));
    }

    @Test
    void aRingOfThreeThatSeeEachOtherIsG1c() {
        assertFindsCycle(
                AnomalyKind.G1C,
                List.of("T1", "T2", "T3"),
                transaction("T1", append("x", 1), read("z", 1)),
                transaction("T2", append("y", 1), read("x", 1)),
                transaction("T3", append("z", 1), read("y", 1)));
    }

    @Test
    void readSkewIsGSingle() {
        assertFindsCycle(
                AnomalyKind.G_SINGLE,
                List.of("T1", "T2"),
                transaction("T1", append("x", 1), append("y", 1)),
                transaction("T2", read("x", 1), read("y")),
                transaction("T3", read("x", 1), read("y", 1)));
    }

    @Test
    void twoAppendsToTheSameVersionAreALostUpdate() {
        List<ListAnomaly> found = ListAppendChecker.check(List.of(
                transaction("T0", append("x", 1)),
                transaction("T1", read("x", 1), append("x", 2)),
                transaction("T2", read("x", 1), append("x", 3)),
                transaction("T3", read("x", 1, 2, 3))));
        assertThat(found)
                .extracting(ListAnomaly::kind)
                .containsExactlyInAnyOrder(AnomalyKind.LOST_UPDATE, AnomalyKind.G_SINGLE);
    }

    @Test
    void writeSkewIsG2() {
        assertFindsCycle(
                AnomalyKind.G2_ITEM,
                List.of("T1", "T2"),
                transaction("T1", read("x"), append("y", 1)),
                transaction("T2", read("y"), append("x", 1)),
                transaction("T3", read("x", 1), read("y", 1)));
    }

    @Test
    void theLongForkIsG2() {
        assertFindsCycle(
                AnomalyKind.G2_ITEM,
                List.of("T1", "T2", "T3", "T4"),
                transaction("T1", append("x", 1)),
                transaction("T2", append("y", 1)),
                transaction("T3", read("x", 1), read("y")),
                transaction("T4", read("x"), read("y", 1)));
    }

    @Test
    void aReadThatMissesAnEarlierAppendIsAStaleRead() {
        assertFindsCycle(
                AnomalyKind.G_SINGLE_REAL_TIME,
                List.of("T1", "T2"),
                at(1, 2, transaction("T1", append("x", 1))),
                at(3, 4, transaction("T2", read("x"))),
                at(5, 6, transaction("T3", read("x", 1))));
    }

    @Test
    void anAcknowledgedAppendThatNobodyEverSawIsLost() {
        assertFindsCycle(
                AnomalyKind.G_SINGLE_REAL_TIME,
                List.of("T1", "T2"),
                at(1, 2, transaction("T1", append("x", 1))),
                at(3, 4, transaction("T2", read("x"))));
    }

    @Test
    void anAppendBeforeAnEarlierOneIsG0InTime() {
        assertFindsCycle(
                AnomalyKind.G0_REAL_TIME,
                List.of("T1", "T2"),
                at(1, 2, transaction("T1", append("x", 1))),
                at(3, 4, transaction("T2", append("x", 2))),
                at(1, 6, transaction("T3", read("x", 2, 1))));
    }

    @Test
    void aReadOfWhatIsOnlyAppendedLaterIsG1cInTime() {
        assertFindsCycle(
                AnomalyKind.G1C_REAL_TIME,
                List.of("T1", "T2"),
                at(1, 2, transaction("T1", read("x", 1))),
                at(3, 4, transaction("T2", append("x", 1))));
    }

    @Test
    void severalUnseenAppendsThatTimeConnectsAreG2InTime() {
        assertFindsCycle(
                AnomalyKind.G2_ITEM_REAL_TIME,
                List.of("T1", "T2", "T3", "T4", "T5"),
                transaction("T1", append("x", 1)),
                transaction("T2", append("y", 1)),
                transaction("T3", read("x"), read("y", 1)),
                at(1, 2, transaction("T4", read("x", 1))),
                at(3, 4, transaction("T5", read("y"))));
    }

    @Test
    void aCycleIsToldReadably() {
        List<ListAnomaly> found = ListAppendChecker.check(List.of(
                transaction("T1", append("x", 1), append("y", 1)),
                transaction("T2", read("x", 1), read("y")),
                transaction("T3", read("y", 1))));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst())
                .hasToString("G_SINGLE: T2 {read x [1], read y []} did not see in y the append of "
                        + "T1 {append x 1, append y 1} was seen in x by T2");
    }

    @Test
    void aValueThatIsAppendedTwiceIsNoHistory() {
        List<ListTransaction> history = List.of(transaction("T1", append("x", 1)), transaction("T2", append("x", 1)));
        assertThatThrownBy(() -> ListAppendChecker.check(history)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A serial execution of many, and the same with one read of an old version put in. */
    @Test
    void oneStaleReadAmongTenThousandTransactionsIsFound() {
        var history = new ArrayList<ListTransaction>();
        Map<String, List<Integer>> state = new HashMap<>();
        var random = new SplitMix64(7);
        for (int i = 0; i < 10_000; i++) {
            var steps = new ArrayList<Step>();
            for (int j = 0; j < 3; j++) {
                String name = "l" + (i / 100 + random.nextInt(4));
                List<Integer> values = state.computeIfAbsent(name, absent -> new ArrayList<>());
                if (random.chance(0.5)) {
                    values.add(i * 3 + j);
                    steps.add(append(name, values.getLast()));
                } else {
                    steps.add(read(name, toArray(values)));
                }
            }
            history.add(new ListTransaction("T" + i, i * 10L, i * 10L + 35, Outcome.COMMITTED, steps));
        }
        assertThat(ListAppendChecker.check(history)).isEmpty();
        List<Integer> before = state.getOrDefault("l50", List.of());
        history.add(at(
                LONG_AFTER * 200,
                LONG_AFTER * 201,
                transaction("stale", read("l50", toArray(before.subList(0, before.size() / 2))))));
        assertThat(ListAppendChecker.check(history))
                .extracting(ListAnomaly::kind)
                .containsExactly(AnomalyKind.G_SINGLE_REAL_TIME);
    }

    private static void assertSound(ListTransaction... history) {
        assertThat(ListAppendChecker.check(Arrays.asList(history))).isEmpty();
    }

    private static void assertFinds(AnomalyKind kind, String who, ListTransaction... history) {
        List<ListAnomaly> found = ListAppendChecker.check(Arrays.asList(history));
        assertThat(found).extracting(ListAnomaly::kind).contains(kind).allMatch(kind::equals);
        assertThat(found.getFirst().transactions().getFirst().name()).isEqualTo(who);
    }

    private static void assertFindsCycle(AnomalyKind kind, List<String> members, ListTransaction... history) {
        List<ListAnomaly> found = ListAppendChecker.check(Arrays.asList(history));
        assertThat(found).extracting(ListAnomaly::kind).containsExactly(kind);
        assertThat(found.getFirst().transactions())
                .extracting(ListTransaction::name)
                .containsExactlyInAnyOrderElementsOf(members);
    }

    private static ListTransaction transaction(String name, Step... steps) {
        return new ListTransaction(name, 0, LONG_AFTER, Outcome.COMMITTED, List.of(steps));
    }

    private static ListTransaction aborted(String name, Step... steps) {
        return new ListTransaction(name, 0, LONG_AFTER, Outcome.ABORTED, List.of(steps));
    }

    private static ListTransaction unknown(String name, Step... steps) {
        return new ListTransaction(name, 0, LONG_AFTER, Outcome.UNKNOWN, List.of(steps));
    }

    private static ListTransaction at(long begun, long ended, ListTransaction other) {
        return new ListTransaction(other.name(), begun, ended, other.outcome(), other.steps());
    }

    private static Step append(String list, int value) {
        return new Append(list, value);
    }

    private static Step read(String list, int... values) {
        return new Read(list, values);
    }

    private static int[] toArray(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
