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
    private final TreeMap<TransactionId, WorldTransaction> transactionsBefore = new TreeMap<>();
    private final TreeMap<TransactionId, OpenPart> partsBefore = new TreeMap<>();

    void begun(WorldTransaction transaction) {
        transactions.put(transaction.id(), transaction);
    }

    void answered(WorldTransaction before, WorldTransaction now) {
        transactionsBefore.putIfAbsent(before.id(), before);
        transactions.put(now.id(), now);
    }

    void closed(WorldTransaction transaction) {
        transactionsBefore.putIfAbsent(transaction.id(), transaction);
        transactions.remove(transaction.id());
        closedTransactions.add(transaction.id());
    }

    void opened(OpenPart part) {
        parts.put(part.id(), part);
    }

    void closed(OpenPart part) {
        partsBefore.put(part.id(), part);
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

    /** Those that were open before the tick and were answered or closed in it, as they were. */
    public Collection<WorldTransaction> transactionsBefore() {
        return Collections.unmodifiableCollection(transactionsBefore.values());
    }

    /** Those that were open before the tick and were closed in it. */
    public Collection<OpenPart> partsBefore() {
        return Collections.unmodifiableCollection(partsBefore.values());
    }

    /** The tick is over. */
    void clear() {
        transactions.clear();
        closedTransactions.clear();
        parts.clear();
        closedParts.clear();
        receipts.clear();
        transactionsBefore.clear();
        partsBefore.clear();
    }
}
