package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final StorageException conflict = new StorageException(StorageError.NOT_COMMITTED, "a conflict");

    private long nowNanos = -5; // The clock's zero means nothing.

    @Test
    void waitsGrowUpToTheLongest() {
        RetryBudget budget = budget(Duration.ofHours(1), 100);
        long longest = RetryBudget.FIRST_WAIT_NANOS;
        for (int i = 0; i < 60; i++) {
            assertThat(budget.spend(conflict)).isBetween(longest / 2, longest);
            longest = Math.min(2 * longest, RetryBudget.LONGEST_WAIT_NANOS);
        }
    }

    @Test
    void twoTransactionsDoNotWaitEquallyLong() {
        var options = TransactionOptions.DEFAULT;
        long one = new RetryBudget(options, () -> nowNanos, 1).spend(conflict);
        long other = new RetryBudget(options, () -> nowNanos, 2).spend(conflict);
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void theLastFailureIsThrownWhenTheRetriesAreUsedUp() {
        RetryBudget budget = budget(Duration.ofHours(1), 2);
        budget.spend(conflict);
        budget.spend(conflict);
        assertThatThrownBy(() -> budget.spend(conflict)).isSameAs(conflict);
    }

    @Test
    void theTimeEndsTheRetriesAndNamesTheLastFailure() {
        RetryBudget budget = budget(Duration.ofSeconds(1), 100);
        budget.spend(conflict);
        nowNanos += 1_000_000_000;
        assertThatThrownBy(() -> budget.spend(conflict))
                .hasCause(conflict)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.error()).isEqualTo(StorageError.TRANSACTION_TIMED_OUT));
    }

    @Test
    void whatIsNotRetryableIsThrownAtOnce() {
        var fatal = new StorageException(StorageError.IO_ERROR, "the disk");
        assertThatThrownBy(() -> budget(Duration.ofHours(1), 100).spend(fatal)).isSameAs(fatal);
    }

    private RetryBudget budget(Duration timeout, int maxRetries) {
        return new RetryBudget(new TransactionOptions(timeout, maxRetries, Priority.DEFAULT), () -> nowNanos, 1);
    }
}
