package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.tuple.Tuple;

/** Makes records of the pairs of a range, which come in order or backwards: then a record's parts come before its head. */
final class RecordAssembly<M extends Message> {
    /** Pairs to ask for while it isn't known how many parts a record has. */
    private static final int UNKNOWN_PARTS = 16;

    private final RecordType<M> type;
    private final int prefixSize;
    private final boolean reverse;
    private final int limit;
    private final int maxBytes;

    private final List<Stored<M>> records = new ArrayList<>();
    private long bytes;
    private RecordFormat.@Nullable Head head;
    private List<byte[]> parts = new ArrayList<>();

    RecordAssembly(RecordType<M> type, int prefixSize, boolean reverse, int limit, int maxBytes) {
        this.type = type;
        this.prefixSize = prefixSize;
        this.reverse = reverse;
        this.limit = limit;
        this.maxBytes = maxBytes;
    }

    List<Stored<M>> records() {
        return records;
    }

    boolean isFull() {
        return records.size() >= limit || bytes >= maxBytes;
    }

    /** Whether parts of a record are still to come. */
    boolean isInside() {
        return head != null || !parts.isEmpty();
    }

    /** How many pairs it takes at least. */
    int missingPairs() {
        int missing = limit - records.size();
        if (head != null) {
            return missing - 1 + head.furtherParts() - parts.size();
        }
        return parts.isEmpty() ? missing : Math.max(missing, UNKNOWN_PARTS);
    }

    void add(KeyValue pair) {
        Tuple key = Tuple.fromBytes(pair.key(), prefixSize);
        int keySize = type.key().size();
        if (key.size() == keySize) {
            addHead(key, pair.value());
        } else if (key.size() == keySize + 1) {
            addPart(StoreKeys.slice(key, 0, keySize), pair.value());
        } else {
            throw RecordFormat.damaged("a key of " + type + " with " + key.size() + " elements");
        }
    }

    private void addHead(Tuple primaryKey, byte[] value) {
        if (head != null) {
            throw RecordFormat.damaged("a record of " + type + " before " + primaryKey + " without some of its parts");
        }
        RecordFormat.Head found = RecordFormat.decodeHead(value);
        if (reverse || found.furtherParts() == 0) {
            complete(primaryKey, found);
        } else {
            head = found;
        }
    }

    private void addPart(Tuple primaryKey, byte[] value) {
        if (reverse) {
            parts.addFirst(value);
            return;
        }
        RecordFormat.Head first = head;
        if (first == null) {
            throw RecordFormat.damaged("a part of the record " + primaryKey + " of " + type + " too many");
        }
        parts.add(value);
        if (parts.size() == first.furtherParts()) {
            complete(primaryKey, first);
        }
    }

    private void complete(Tuple primaryKey, RecordFormat.Head first) {
        Stored<M> record = Stored.of(type, primaryKey, first, RecordFormat.join(first, parts));
        records.add(record);
        bytes += record.size();
        head = null;
        parts = new ArrayList<>();
    }
}
