package org.vsekai.world.deal;

import java.util.Comparator;

/** Unique for the life of the world: a player's sequence is used up once, when the transaction that it began is decided. */
public record TransactionId(long playerId, long sequence) implements Comparable<TransactionId> {
    private static final Comparator<TransactionId> ORDER =
            Comparator.comparingLong(TransactionId::playerId).thenComparingLong(TransactionId::sequence);

    @Override
    public int compareTo(TransactionId other) {
        return ORDER.compare(this, other);
    }
}
