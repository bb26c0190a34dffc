package org.vsekai.storage.check;

import java.time.Duration;

/**
 * How much is checked.
 *
 * @param transactions that must commit, over all histories
 * @param histories that run at once
 * @param clients of each history
 * @param transactionsPerHistory tried by the clients of one history together
 * @param openings how often the store is opened and filled; each but the first goes on with what the one before left
 * @param longest when this time has passed, what runs comes to its end and nothing new is begun
 */
public record Scale(
        long transactions, int histories, int clients, int transactionsPerHistory, int openings, Duration longest) {
    /** For every build. */
    public static final Scale SMALL = new Scale(8_000, 8, 8, 500, 2, Duration.ofMinutes(2));

    /** What the project's check runs. */
    public static final Scale FULL = new Scale(1_000_000, 16, 16, 2_000, 4, Duration.ofMinutes(20));

    public Scale withTransactions(long committed) {
        return new Scale(committed, histories, clients, transactionsPerHistory, openings, longest);
    }
}
