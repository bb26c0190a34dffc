package org.vsekai.storage.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.check.lists.ListAppendChecker;
import org.vsekai.storage.check.lists.ListTransaction;

/**
 * Clients that append to lists and read them, checked by {@link ListAppendChecker}, which doesn't need to know the order of
 * commits. Lists with even numbers are values, to which one appends by reading and writing; the others are ranges of
 * versionstamped keys, to which one appends without reading. A list is used for a while, and then others are.
 */
final class ListHistory implements History {
    /** Lists that are used at the same time. */
    private static final int ACTIVE = 6;

    /** Appends tried, of all active lists together, after which the oldest is used no more. */
    private static final int APPENDS_EACH = 30;

    private static final int MAX_STEPS = 4;

    private final Setting setting;
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger appends = new AtomicInteger();
    private final AtomicIntegerArray values;
    private final List<ListTransaction> history = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();
    private volatile boolean stopped;

    /** All lists at the end, where the history has been checked. */
    private @Nullable String state;

    ListHistory(Setting setting) {
        this.setting = setting;
        int mostAppends =
                (setting.sizes().transactionsPerHistory() + setting.sizes().clients()) * MAX_STEPS;
        values = new AtomicIntegerArray(ACTIVE + mostAppends / APPENDS_EACH + 1);
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
        int each = setting.sizes().transactionsPerHistory() / clients;
        Clients.run(clients, setting.anomalies(), client -> work(database, client, each));
        if (!stopped) {
            state = look(database, "the look at all");
        }
        if (state != null) {
            check();
        }
    }

    @Override
    public void reopened(Database database) {
        boolean checked = state != null;
        String held = look(database, "the look after reopening");
        if (checked && !held.equals(state)) {
            setting.found("after reopening it holds " + held + " and must hold " + state);
        }
        if (!checked) {
            check();
        }
    }

    private void check() {
        ListAppendChecker.check(List.copyOf(history)).forEach(anomaly -> setting.found(anomaly.toString()));
        history.clear();
    }

    private void work(Database database, int client, int count) {
        SplitMix64 random = setting.random(client);
        for (int i = 0; i < count && !stopped && !setting.deadline().hasPassed(); i++) {
            execute(database, client + "-" + i, random);
        }
    }

    private void execute(Database database, String name, SplitMix64 random) {
        long begun = clock.incrementAndGet();
        List<ListTransaction.Step> steps = new ArrayList<>();
        boolean committing = false;
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            perform(tx, random, steps);
            committing = true;
            RetryLoop.await(tx.commit());
            transactions.incrementAndGet();
            ended(name, begun, ListTransaction.Outcome.COMMITTED, steps);
        } catch (StorageException failure) {
            Failures meaning = Failures.of(failure);
            stopped |= meaning == Failures.STOPPED;
            if (meaning == Failures.CONFLICT) {
                conflicts.incrementAndGet();
            }
            boolean isUnknown = committing && meaning != Failures.CONFLICT;
            ended(name, begun, isUnknown ? ListTransaction.Outcome.UNKNOWN : ListTransaction.Outcome.ABORTED, steps);
        }
    }

    private void ended(String name, long begun, ListTransaction.Outcome outcome, List<ListTransaction.Step> steps) {
        history.add(new ListTransaction(name, begun, clock.incrementAndGet(), outcome, steps));
    }

    private void perform(Transaction tx, SplitMix64 random, List<ListTransaction.Step> steps) {
        Set<Integer> stamped = new HashSet<>();
        int count = 1 + random.nextInt(MAX_STEPS);
        for (int i = 0; i < count; i++) {
            int list = appends.get() / APPENDS_EACH + random.nextInt(ACTIVE);
            boolean isValue = list % 2 == 0;
            if (!stamped.contains(list) && random.chance(0.5)) {
                steps.add(read(tx, list));
            } else if (isValue) {
                appends.incrementAndGet();
                steps.add(read(tx, list));
                steps.add(appendToValue(tx, list, (ListTransaction.Read) steps.getLast()));
            } else {
                appends.incrementAndGet();
                stamped.add(list); // What it has stamped itself can't be read before the commit.
                steps.add(appendStamped(tx, list, i));
            }
        }
    }

    private ListTransaction.Read read(Transaction tx, int list) {
        if (list % 2 == 0) {
            byte[] value = RetryLoop.await(tx.get(key(list)));
            return new ListTransaction.Read(name(list), value == null ? new int[0] : numbers(value));
        }
        KeyRange keys = KeyRange.startingWith(key(list));
        List<KeyValue> pairs = RetryLoop.await(tx.getRange(keys.begin(), keys.end()));
        return new ListTransaction.Read(
                name(list),
                pairs.stream()
                        .mapToInt(pair -> ByteBuffer.wrap(pair.value()).getInt())
                        .toArray());
    }

    private ListTransaction.Append appendToValue(Transaction tx, int list, ListTransaction.Read before) {
        int value = values.incrementAndGet(list);
        var longer = ByteBuffer.allocate((before.values().length + 1) * Integer.BYTES);
        for (int number : before.values()) {
            longer.putInt(number);
        }
        tx.set(key(list), longer.putInt(value).array());
        return new ListTransaction.Append(name(list), value);
    }

    private ListTransaction.Append appendStamped(Transaction tx, int list, int step) {
        int value = values.incrementAndGet(list);
        byte[] head = key(list);
        tx.mutate(
                MutationType.SET_VERSIONSTAMPED_KEY,
                RandomOperations.operand(head, head.length, new byte[] {(byte) step}),
                ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return new ListTransaction.Append(name(list), value);
    }

    /** Reads every list in one transaction of the history. */
    private String look(Database database, String name) {
        long begun = clock.incrementAndGet();
        List<ListTransaction.Step> steps = database.run(tx -> {
            List<ListTransaction.Step> reads = new ArrayList<>();
            for (int list = 0; list < values.length(); list++) {
                if (values.get(list) > 0) {
                    reads.add(read(tx, list));
                }
            }
            return reads;
        });
        transactions.incrementAndGet();
        ended(name, begun, ListTransaction.Outcome.COMMITTED, steps);
        return steps.toString();
    }

    private byte[] key(int list) {
        return Keys.concat(
                setting.prefix(),
                ByteBuffer.allocate(Integer.BYTES).putInt(list).array());
    }

    private static String name(int list) {
        return (list % 2 == 0 ? "value" : "stamped") + list;
    }

    private static int[] numbers(byte[] value) {
        int[] numbers = new int[value.length / Integer.BYTES];
        ByteBuffer.wrap(value).asIntBuffer().get(numbers);
        return numbers;
    }
}
