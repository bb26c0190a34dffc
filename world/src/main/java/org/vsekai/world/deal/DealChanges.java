package org.vsekai.world.deal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one tick has done to a region's transactions: its frame stores this, and recovery applies it. Confined to the region's
 * thread.
 */
public final class DealChanges {
    private final TreeMap<TransactionId, WorldTransaction> transactions = new TreeMap<>();
    private final TreeSet<TransactionId> closedTransactions = new TreeSet<>();
    private final TreeMap<TransactionId, OpenPart> parts = new TreeMap<>();
    private final TreeSet<TransactionId> closedParts = new TreeSet<>();
    private final List<Receipt> receipts = new ArrayList<>();

    void changed(WorldTransaction transaction) {
        transactions.put(transaction.id(), transaction);
    }

    void closed(WorldTransaction transaction) {
        transactions.remove(transaction.id());
        closedTransactions.add(transaction.id());
    }

    void opened(OpenPart part) {
        parts.put(part.id(), part);
    }

    void closed(OpenPart part) {
        parts.remove(part.id());
        closedParts.add(part.id());
    }

    void receipt(Receipt receipt) {
        receipts.add(receipt);
    }

    public boolean isEmpty() {
        return transactions.isEmpty()
                && closedTransactions.isEmpty()
                && parts.isEmpty()
                && closedParts.isEmpty()
                && receipts.isEmpty();
    }

    /** Those that are open after the tick and were begun or answered in it, in their new state. */
    public Collection<WorldTransaction> transactions() {
        return Collections.unmodifiableCollection(transactions.values());
    }

    public Collection<TransactionId> closedTransactions() {
        return Collections.unmodifiableCollection(closedTransactions);
    }

    /** Those that are open after the tick and were set aside in it. */
    public Collection<OpenPart> parts() {
        return Collections.unmodifiableCollection(parts.values());
    }

    public Collection<TransactionId> closedParts() {
        return Collections.unmodifiableCollection(closedParts);
    }

    public List<Receipt> receipts() {
        return Collections.unmodifiableList(receipts);
    }

    /** The tick is over. */
    void clear() {
        transactions.clear();
        closedTransactions.clear();
        parts.clear();
        closedParts.clear();
        receipts.clear();
    }
}
