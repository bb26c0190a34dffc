package org.vsekai.storage.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * FoundationDB's ring test (its workload "Cycle"): keys that each name the next one, in a ring; transactions that swap two
 * neighbours. Whoever looks, whenever, must see one ring of all keys; a lost or half-seen swap leaves several, or a dead end.
 */
final class RingHistory implements History {
    private static final int NODES = 24;

    private static final double LOOKS = 0.1;

    private final Setting setting;
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();
    private volatile boolean made;
    private volatile boolean stopped;

    RingHistory(Setting setting) {
        this.setting = setting;
    }

    @Override
    public long transactions() {
        return transactions.get();
    }

    @Override
    public long conflicts() {
        return conflicts.get();
    }

    @Override
    public boolean hasStopped() {
        return stopped;
    }

    @Override
    public void run(Database database) {
        made = attempt(database, tx -> {
            for (int node = 0; node < NODES; node++) {
                tx.set(key(node), new byte[] {(byte) ((node + 1) % NODES)});
            }
        });
        if (!made) {
            return;
        }
        int clients = setting.sizes().clients();
        int each = setting.sizes().transactionsPerHistory() / clients;
        Clients.run(clients, setting.anomalies(), client -> work(database, setting.random(client), each));
        attempt(database, this::look);
    }

    @Override
    public void reopened(Database database) {
        if (made) {
            attempt(database, this::look);
        }
    }

    private void work(Database database, SplitMix64 random, int count) {
        for (int i = 0; i < count && !stopped && !setting.deadline().hasPassed(); i++) {
            if (random.chance(LOOKS)) {
                attempt(database, this::look);
            } else {
                int node = random.nextInt(NODES);
                attempt(database, tx -> swap(tx, node));
            }
        }
    }

    private interface Body {
        void run(Transaction tx);
    }

    /** True where it was acknowledged. */
    private boolean attempt(Database database, Body body) {
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            body.run(tx);
            RetryLoop.await(tx.commit());
            transactions.incrementAndGet();
            return true;
        } catch (StorageException failure) {
            switch (Failures.of(failure)) {
                case CONFLICT -> conflicts.incrementAndGet();
                case UNKNOWN -> {} // Swapped or not, it is a ring.
                case STOPPED -> stopped = true;
            }
            return false;
        }
    }

    /** a → b → c → d becomes a → c → b → d. */
    private void swap(Transaction tx, int a) {
        Integer b = next(tx, a);
        Integer c = b == null ? null : next(tx, b);
        Integer d = c == null ? null : next(tx, c);
        if (b == null || c == null || d == null) {
            setting.found("the ring ends near " + a);
            return;
        }
        tx.set(key(a), value(c));
        tx.set(key(c), value(b));
        tx.set(key(b), value(d));
    }

    private @Nullable Integer next(Transaction tx, int node) {
        byte[] value = RetryLoop.await(tx.get(key(node)));
        return value == null ? null : (int) value[0];
    }

    private void look(ReadTransaction tx) {
        List<KeyValue> pairs = RetryLoop.await(
                tx.getRange(setting.keys().begin(), setting.keys().end()));
        List<Integer> way = new ArrayList<>();
        int node = 0;
        do {
            way.add(node);
            node = node < pairs.size() ? pairs.get(node).value()[0] : -1;
        } while (node > 0 && way.size() < NODES);
        if (pairs.size() != NODES || node != 0 || way.size() != NODES) {
            setting.found(
                    pairs.size() + " of " + NODES + " nodes, and from node 0 on the ring goes " + way + " to " + node);
        }
    }

    private byte[] key(int node) {
        return setting.key(new byte[] {(byte) node});
    }

    private static byte[] value(int node) {
        return new byte[] {(byte) node};
    }
}
