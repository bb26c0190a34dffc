package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.tuple.Tuple;

/**
 * A count or sum over the records of each group, kept by atomic addition: transactions that change it don't conflict with
 * each other, only with those that read it. Sums wrap at 64 bits. Made by {@link RecordType#count} and {@link
 * RecordType#sum}.
 */
public final class Total<M extends Message> extends Indexed<M> {
    private final @Nullable Columns summed;
    private final Columns groups;
    private final Map<Integer, Columns> summedByVersion;
    private final Map<Integer, Columns> groupsByVersion;

    Total(RecordType<M> type, String name, @Nullable Columns summed, Columns groups) {
        this(type, name, 1, summed, groups);
    }

    private Total(RecordType<M> type, String name, int version, @Nullable Columns summed, Columns groups) {
        super(type, name, version);
        this.summed = summed;
        this.groups = groups;
        summedByVersion = summed == null ? Map.of() : inForms(type, summed);
        groupsByVersion = inForms(type, groups);
    }

    /** The same under a new definition: what the store has of older versions is thrown away, and built anew. */
    public Total<M> version(int newVersion) {
        return new Total<>(type(), name(), newVersion, summed, groups);
    }

    Columns groups() {
        return groups;
    }

    boolean isSum() {
        return summed != null;
    }

    /** What a record of that version adds to which groups. */
    Map<Tuple, Long> amounts(int formVersion, Message message) {
        Columns knownGroups = groupsByVersion.get(formVersion);
        Columns knownSum = summedByVersion.get(formVersion);
        Map<Tuple, Long> amounts = new HashMap<>();
        if (knownGroups == null || isSum() && knownSum == null) {
            return amounts;
        }
        Object amount = knownSum == null
                ? Long.valueOf(1)
                : knownSum.entries(message).iterator().next().get(0);
        if (amount instanceof Long number && number != 0) {
            knownGroups.entries(message).forEach(group -> amounts.put(group, number));
        }
        return amounts;
    }

    @Override
    String definition() {
        return (summed == null ? "count" : "sum[" + summed.definition() + "]") + "(" + groups.definition() + ")";
    }
}
