package org.vsekai.storage.check.lists;

import java.util.List;

/**
 * @param transactions those that make it up; of a cycle, in its order
 * @param text the transactions and what connects them, for people
 */
public record ListAnomaly(AnomalyKind kind, List<ListTransaction> transactions, String text) {
    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
