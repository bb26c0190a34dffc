package org.vsekai.storage.check;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeResult;

/** What an operation of a random transaction was answered. */
sealed interface Seen {
    /** An operation that is answered nothing. */
    Seen NOTHING = new Nothing();

    /** A read that the transaction's own versionstamps forbid. */
    Seen UNREADABLE = new Unreadable();

    record Nothing() implements Seen {}

    record Unreadable() implements Seen {}

    record Values(List<byte @Nullable []> values) implements Seen {
        @Override
        public String toString() {
            return values.stream()
                    .map(value -> value == null ? "absent" : Keys.printable(value))
                    .collect(Collectors.joining(", "));
        }
    }

    record Pairs(RangeResult found) implements Seen {
        @Override
        public String toString() {
            return text(found.pairs()) + (found.more() ? " and more" : "");
        }
    }

    static String text(List<KeyValue> pairs) {
        return pairs.stream().map(Seen::text).collect(Collectors.joining(", ", "{", "}"));
    }

    static String text(KeyValue pair) {
        return Keys.printable(pair.key()) + "=" + Keys.printable(pair.value());
    }
}
