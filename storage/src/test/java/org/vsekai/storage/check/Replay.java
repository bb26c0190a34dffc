package org.vsekai.storage.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Stamps;

/**
 * Runs committed transactions once more on a model, one after another, in the order that the engine claims: by versionstamp,
 * and those that only read at their read version. Each runs twice: on the state at its read version, where every read must
 * match; and, where it wrote, on the state just before it, where every read that conflicts must match too. Between the two
 * nobody may have written into a conflict range that it added by hand.
 *
 * <p>This is stronger than a search for cycles, because the engine names the order.
 */
final class Replay {
    private final String history;
    private final List<Executed> transactions;
    private final List<Executed> writers = new ArrayList<>();
    private final VersionedModel model = new VersionedModel();
    private final Anomalies anomalies;
    private long reads;

    Replay(String history, List<Executed> committed, Anomalies anomalies) {
        this.history = history;
        this.anomalies = anomalies;
        transactions = new ArrayList<>(committed);
        transactions.sort(Executed.IN_ORDER);
    }

    /** @return what the range must hold after all of them */
    List<KeyValue> run(KeyRange range) {
        for (Executed executed : transactions) {
            int before = writers.size();
            int atRead = executed.readVersion == Executed.NONE ? before : positionOf(executed.readVersion);
            byte[] stamp = executed.wrote() ? executed.stamp() : new byte[Stamps.SIZE];
            execute(executed, new ModelTransaction(model, atRead, stamp), true, "at its read version");
            if (executed.wrote()) {
                checkUnique(executed);
                checkConflictRanges(executed, atRead);
                var alone = new ModelTransaction(model, before, stamp);
                execute(executed, alone, false, "just before its commit");
                writers.add(executed);
                alone.commit(writers.size());
            }
        }
        return new ModelTransaction(model, writers.size(), new byte[Stamps.SIZE]).range(range, RangeOptions.ALL);
    }

    long reads() {
        return reads;
    }

    /** How many of the transactions so far have committed at the version or before it. */
    private int positionOf(long version) {
        int position = writers.size();
        while (position > 0 && writers.get(position - 1).version > version) {
            position--;
        }
        return position;
    }

    private void execute(Executed executed, ModelTransaction model, boolean withSnapshots, String where) {
        for (Executed.Step step : executed.steps) {
            String expected = mismatch(step, model, withSnapshots);
            if (expected != null) {
                anomalies.found(history + ": " + executed + ": " + step.operation() + " saw " + step.seen() + ", but "
                        + where + " it is " + expected);
            }
            model.apply(step.operation());
        }
    }

    /** What should have been seen, or null where it was. */
    private @Nullable String mismatch(Executed.Step step, ModelTransaction model, boolean withSnapshots) {
        return switch (step.operation()) {
            case Operation.Get get
            when withSnapshots || !get.snapshot() -> values(step.seen(), List.of(get.key()), model);
            case Operation.GetAll get when withSnapshots || !get.snapshot() -> values(step.seen(), get.keys(), model);
            case Operation.Range range when withSnapshots || !range.snapshot() -> pairs(step.seen(), range, model);
            default -> null;
        };
    }

    private @Nullable String values(Seen seen, List<byte[]> keys, ModelTransaction model) {
        reads++;
        if (!(seen instanceof Seen.Values answer)) {
            boolean allowed = keys.stream().anyMatch(key -> model.isStamped(new KeyRange(key, Keys.after(key))));
            return allowed ? null : "readable";
        }
        List<byte @Nullable []> expected = new ArrayList<>();
        keys.forEach(key -> expected.add(model.get(key)));
        boolean same = expected.size() == answer.values().size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = Arrays.equals(expected.get(i), answer.values().get(i));
        }
        return same ? null : new Seen.Values(expected).toString();
    }

    private @Nullable String pairs(Seen seen, Operation.Range read, ModelTransaction model) {
        reads++;
        if (!(seen instanceof Seen.Pairs(RangeResult found))) {
            return model.isStamped(read.range()) ? null : "readable";
        }
        List<KeyValue> expected = model.range(read.range(), read.options());
        List<KeyValue> pairs = found.pairs();
        boolean mayEndEarly = found.more() && read.options().targetBytes() != ReadTransaction.UNLIMITED;
        boolean rightSize = mayEndEarly
                ? !pairs.isEmpty() && pairs.size() <= expected.size() && reachesTarget(pairs, read.options())
                : pairs.size() == expected.size();
        boolean same = rightSize && isRightEnd(found, read, model);
        for (int i = 0; same && i < pairs.size(); i++) {
            same = Arrays.equals(expected.get(i).key(), pairs.get(i).key())
                    && Arrays.equals(expected.get(i).value(), pairs.get(i).value());
        }
        return same ? null : Seen.text(expected);
    }

    /** No further pair was taken once the byte target had been reached. */
    private static boolean reachesTarget(List<KeyValue> pairs, RangeOptions options) {
        long beforeLast = pairs.subList(0, pairs.size() - 1).stream()
                .mapToLong(pair -> pair.key().length + pair.value().length)
                .sum();
        return beforeLast < options.targetBytes();
    }

    /** "More" is only said where something stopped the read, and never kept quiet where there is more. */
    private static boolean isRightEnd(RangeResult found, Operation.Range read, ModelTransaction model) {
        RangeOptions options = read.options();
        if (found.more()) {
            return options.limit() != ReadTransaction.UNLIMITED || options.targetBytes() != ReadTransaction.UNLIMITED;
        }
        return read.streamed()
                || options.limit() == ReadTransaction.UNLIMITED
                || found.pairs().size() < options.limit()
                || model.range(read.range(), options.withLimit(ReadTransaction.UNLIMITED))
                                .size()
                        == found.pairs().size();
    }

    private void checkUnique(Executed executed) {
        if (!writers.isEmpty() && Executed.IN_ORDER.compare(writers.getLast(), executed) == 0) {
            anomalies.found(history + ": " + executed + " has the versionstamp of " + writers.getLast());
        }
    }

    private void checkConflictRanges(Executed executed, int atRead) {
        for (Executed.Step step : executed.steps) {
            if (step.operation() instanceof Operation.ReadConflict(KeyRange range)) {
                writers.subList(atRead, writers.size()).stream()
                        .filter(other -> writesInto(other, range))
                        .findFirst()
                        .ifPresent(other -> anomalies.found(history + ": " + executed + " committed with a "
                                + step.operation() + " although " + other + " wrote there in between"));
            }
        }
    }

    private static boolean writesInto(Executed other, KeyRange range) {
        return other.steps.stream().anyMatch(step -> switch (step.operation()) {
            case Operation.Write write -> range.contains(write.key());
            case Operation.Clear clear -> range.contains(clear.key());
            case Operation.Mutate mutation -> range.contains(keyOf(mutation, other.stamp()));
            case Operation.ClearRange clear -> overlap(clear.range(), range);
            case Operation.WriteConflict conflict -> overlap(conflict.range(), range);
            case Operation.Get _, Operation.GetAll _, Operation.Range _, Operation.ReadConflict _, Operation.Watch _ ->
                false;
        });
    }

    private static byte[] keyOf(Operation.Mutate mutation, byte[] stamp) {
        return mutation.type() == MutationType.SET_VERSIONSTAMPED_KEY
                ? Stamps.complete(Stamps.content(mutation.key()), Stamps.offsetIn(mutation.key()), stamp)
                : mutation.key();
    }

    private static boolean overlap(KeyRange one, KeyRange other) {
        return Keys.compare(one.begin(), other.end()) < 0 && Keys.compare(other.begin(), one.end()) < 0;
    }
}
