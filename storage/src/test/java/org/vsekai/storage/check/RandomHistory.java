package org.vsekai.storage.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * Clients that run random transactions over few keys, replayed afterwards ({@link Replay}). Each transaction that writes
 * also writes its number and its versionstamp into its client's marker, which settles a commit whose result is unknown.
 */
final class RandomHistory implements History {
    /** The last transaction of a history is tried until it is known to be committed; an engine may be broken. */
    private static final int LAST_ATTEMPTS = 20;

    private final Setting setting;
    private final List<Executed> committed = Collections.synchronizedList(new ArrayList<>());
    private final List<Executed> unknown = Collections.synchronizedList(new ArrayList<>());
    private final Watches watches = new Watches();
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicInteger conflicts = new AtomicInteger();
    private volatile boolean stopped;

    /** What the store must hold, once the history has been replayed. */
    private @Nullable List<KeyValue> state;

    RandomHistory(Setting setting) {
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
        int clients = setting.sizes().clients();
        int each = Math.max(1, setting.sizes().transactionsPerHistory() / clients);
        Clients.run(clients, setting.anomalies(), client -> work(database, client, each));
        if (!stopped) {
            end(database);
        }
        if (unknown.isEmpty() && !stopped) {
            replay();
        }
    }

    @Override
    public void reopened(Database database) {
        for (Executed executed : List.copyOf(unknown)) {
            resolve(database, executed);
        }
        List<KeyValue> known = state == null ? replay() : state;
        List<KeyValue> held = database.run(tx -> RetryLoop.await(
                tx.getRange(setting.keys().begin(), setting.keys().end())));
        String expected = Seen.text(known);
        String found = Seen.text(held);
        if (!expected.equals(found)) {
            setting.found("after reopening it holds " + found + " and must hold " + expected);
        }
    }

    private void work(Database database, int client, int count) {
        var operations = new RandomOperations(setting.prefix(), client, setting.random(client));
        for (int i = 0; i < count && !stopped && !setting.deadline().hasPassed(); i++) {
            execute(database, new Executed(client + "-" + i), marked(operations.transaction(), client, i));
        }
    }

    /** With a write of the client's marker where the transaction writes anything. */
    private List<Operation> marked(List<Operation> operations, int client, int number) {
        boolean reads = operations.stream()
                .allMatch(operation -> operation instanceof Operation.Get
                        || operation instanceof Operation.GetAll
                        || operation instanceof Operation.Range
                        || operation instanceof Operation.Watch);
        if (reads) {
            return operations;
        }
        var marked = new ArrayList<>(operations);
        byte[] content = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        marked.add(new Operation.Mutate(
                MutationType.SET_VERSIONSTAMPED_VALUE,
                // Beyond every range that a random transaction clears.
                setting.key(new byte[] {'z', (byte) client}),
                RandomOperations.operand(content, content.length, new byte[0])));
        return marked;
    }

    /** Whether it is known to have been committed. */
    private boolean execute(Database database, Executed executed, List<Operation> operations) {
        boolean committing = false;
        long readFloor = setting.realTime().readFloor();
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            List<WatchSet> set = new ArrayList<>();
            for (Operation operation : operations) {
                executed.steps.add(new Executed.Step(operation, perform(tx, operation, set)));
            }
            observeReadVersion(tx, executed, readFloor);
            set.stream()
                    .filter(watch -> firedEarly(watch.stage()))
                    .forEach(watch -> setting.found(executed + ": " + watch.watch() + " fired before its commit"));
            long commitFloor = setting.realTime().commitFloor();
            committing = true;
            RetryLoop.await(tx.commit());
            committed(tx, executed, commitFloor);
            set.forEach(watch -> watches.add(executed.name, watch.watch(), watch.stage()));
            return true;
        } catch (StorageException failure) {
            return wasCommitted(database, executed, Failures.of(failure), committing);
        }
    }

    private record WatchSet(Operation.Watch watch, CompletionStage<Void> stage) {}

    private static boolean firedEarly(CompletionStage<Void> stage) {
        var future = stage.toCompletableFuture();
        return future.isDone() && !future.isCompletedExceptionally();
    }

    private void observeReadVersion(Transaction tx, Executed executed, long readFloor) {
        boolean reads = executed.steps.stream()
                .anyMatch(step -> step.seen() != Seen.NOTHING || step.operation() instanceof Operation.ReadConflict);
        if (!reads) {
            return;
        }
        executed.readVersion = RetryLoop.await(tx.readVersion());
        setting.realTime().readAt(executed.readVersion);
        if (executed.readVersion < readFloor) {
            setting.found(executed + " reads at " + executed.readVersion + ", although " + readFloor
                    + " was acknowledged or read before it began");
        }
    }

    private void committed(Transaction tx, Executed executed, long commitFloor) {
        long version = tx.committedVersion();
        if (version >= 0) {
            setting.realTime().acknowledged(version);
            executed.committedAt(tx.versionstamp());
            if (executed.version <= commitFloor) {
                setting.found(executed + " committed at or before version " + commitFloor
                        + ", which was known before its commit began");
            }
            if (executed.version != version) {
                setting.found(executed + " committed at version " + version + " with another versionstamp");
            }
        } else {
            executed.version = executed.readVersion;
            if (executed.steps.getLast().operation() instanceof Operation.Mutate) {
                setting.found(executed + " wrote and was committed without a version");
            }
        }
        committed.add(executed);
        transactions.incrementAndGet();
    }

    private boolean wasCommitted(Database database, Executed executed, Failures failure, boolean committing) {
        stopped |= failure == Failures.STOPPED;
        if (failure == Failures.CONFLICT) {
            conflicts.incrementAndGet();
        } else if (committing) {
            unknown.add(executed);
            return !stopped && resolve(database, executed);
        }
        return false;
    }

    /** Looks into the client's marker: whether it was committed. Its client must not have committed anything since. */
    private boolean resolve(Database database, Executed executed) {
        if (!(executed.steps.getLast().operation() instanceof Operation.Mutate marker)) {
            unknown.remove(executed); // It only read: whatever became of it, nobody relies on what it saw.
            return false;
        }
        try {
            byte[] value = database.run(tx -> orEmpty(RetryLoop.await(tx.get(marker.key()))));
            boolean isThere =
                    value.length > 0 && Arrays.equals(value, 0, Integer.BYTES, marker.operand(), 0, Integer.BYTES);
            if (isThere) {
                executed.committedAt(Arrays.copyOfRange(value, Integer.BYTES, Integer.BYTES + Stamps.SIZE));
                committed.add(executed);
                transactions.incrementAndGet();
            }
            unknown.remove(executed);
            return isThere;
        } catch (StorageException failure) {
            stopped |= Failures.of(failure) == Failures.STOPPED;
            return false;
        }
    }

    private static byte[] orEmpty(byte @Nullable [] value) {
        return value == null ? Keys.empty() : value;
    }

    /** Changes every key, so that every watch must fire, and reads all there is. */
    private void end(Database database) {
        List<Operation> changes = new ArrayList<>();
        for (int i = 0; i < RandomOperations.KEYS; i++) {
            changes.add(new Operation.Write(
                    RandomOperations.key(setting.prefix(), i), new byte[] {'e', 'n', 'd', (byte) i}));
        }
        int client = setting.sizes().clients();
        boolean changed = false;
        for (int attempt = 0; attempt < LAST_ATTEMPTS && !changed && !stopped; attempt++) {
            changed = execute(database, new Executed("the last"), marked(changes, client, attempt));
        }
        if (changed && !stopped) {
            watches.awaitAll(setting);
            var everything = new Operation.Range(setting.keys(), RangeOptions.ALL, false, false);
            execute(database, new Executed("the look at all"), List.of(everything));
        }
    }

    private List<KeyValue> replay() {
        List<KeyValue> after = new Replay(setting.name(), committed, setting.anomalies()).run(setting.keys());
        committed.clear();
        state = after;
        return after;
    }

    private static Seen perform(Transaction tx, Operation operation, List<WatchSet> set) {
        switch (operation) {
            case Operation.Get get -> {
                return seen(() -> {
                    List<byte @Nullable []> one = new ArrayList<>();
                    one.add(RetryLoop.await(view(tx, get.snapshot()).get(get.key())));
                    return new Seen.Values(one);
                });
            }
            case Operation.GetAll get -> {
                return seen(() ->
                        new Seen.Values(RetryLoop.await(view(tx, get.snapshot()).getAll(get.keys()))));
            }
            case Operation.Range range -> {
                return seen(() -> read(view(tx, range.snapshot()), range));
            }
            case Operation.Write write -> tx.set(write.key(), write.value());
            case Operation.Clear clear -> tx.clear(clear.key());
            case Operation.ClearRange clear ->
                tx.clearRange(clear.range().begin(), clear.range().end());
            case Operation.Mutate mutation -> tx.mutate(mutation.type(), mutation.key(), mutation.operand());
            case Operation.ReadConflict conflict ->
                tx.addReadConflictRange(
                        conflict.range().begin(), conflict.range().end());
            case Operation.WriteConflict conflict ->
                tx.addWriteConflictRange(
                        conflict.range().begin(), conflict.range().end());
            case Operation.Watch watch -> set.add(new WatchSet(watch, tx.watch(watch.key())));
        }
        return Seen.NOTHING;
    }

    private static ReadTransaction view(Transaction tx, boolean snapshot) {
        return snapshot ? tx.snapshot() : tx;
    }

    private static Seen read(ReadTransaction tx, Operation.Range read) {
        byte[] begin = read.range().begin();
        byte[] end = read.range().end();
        if (!read.streamed()) {
            return new Seen.Pairs(RetryLoop.await(tx.getRange(begin, end, read.options())));
        }
        var pairs = new ArrayList<KeyValue>();
        RetryLoop.await(tx.forEach(begin, end, read.options(), pairs::add));
        return new Seen.Pairs(new RangeResult(pairs, false));
    }

    private interface Read {
        Seen run();
    }

    private static Seen seen(Read read) {
        try {
            return read.run();
        } catch (StorageException failure) {
            if (failure.error() == StorageError.ACCESSED_UNREADABLE) {
                return Seen.UNREADABLE;
            }
            throw failure;
        }
    }
}
