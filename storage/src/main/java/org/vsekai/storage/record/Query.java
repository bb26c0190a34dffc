package org.vsekai.storage.record;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.tuple.Tuple;

/**
 * Records of one type whose key, or whose fields in one index, begin with given values; perhaps with a range of the next
 * field; in order, or backwards; some at a time. Immutable. Made by {@link RecordType#query} and {@link Index#query}, run by
 * {@link RecordReads#query}.
 *
 * <p>An unset field is before all values: it is found by {@code null} as a given value and without a range, and is in no
 * range that has an upper end alone.
 */
public final class Query<M extends Message> {
    public static final int DEFAULT_LIMIT = 100;

    public static final int MAX_LIMIT = 10_000;

    private static final byte[] AFTER_UNSET = {0x01};
    private static final byte[] AFTER_ALL = {(byte) 0xFF};

    private final RecordType<M> type;
    private final @Nullable Index<M> index;
    private final Tuple prefix;

    /** Behind the prefix of the type or index. */
    private final KeyRange range;

    private final boolean reverse;
    private final int limit;
    private final byte @Nullable [] continuation;

    private Query(
            RecordType<M> type,
            @Nullable Index<M> index,
            Tuple prefix,
            KeyRange range,
            Order order,
            byte @Nullable [] continuation) {
        this.type = type;
        this.index = index;
        this.prefix = prefix;
        this.range = range;
        reverse = order.reverse;
        limit = order.limit;
        this.continuation = continuation;
    }

    private record Order(boolean reverse, int limit) {}

    static <M extends Message> Query<M> ofRecords(RecordType<M> type, Tuple prefix) {
        return new Query<>(type, null, prefix, all(prefix), new Order(false, DEFAULT_LIMIT), null);
    }

    static <M extends Message> Query<M> ofIndex(Index<M> index, Tuple prefix) {
        return new Query<>(index.type(), index, prefix, all(prefix), new Order(false, DEFAULT_LIMIT), null);
    }

    /** The next field is not less. */
    public Query<M> atLeast(Object value) {
        return narrowed(bound(value), range.end());
    }

    /** The next field is greater. */
    public Query<M> above(Object value) {
        return narrowed(Keys.concat(bound(value), AFTER_ALL), range.end());
    }

    /** The next field is less. */
    public Query<M> below(Object value) {
        return narrowed(Keys.concat(prefix.pack(), AFTER_UNSET), bound(value));
    }

    /** The next field is not greater. */
    public Query<M> atMost(Object value) {
        return narrowed(Keys.concat(prefix.pack(), AFTER_UNSET), Keys.concat(bound(value), AFTER_ALL));
    }

    public Query<M> reversed() {
        return new Query<>(type, index, prefix, range, new Order(!reverse, limit), continuation);
    }

    /** The most records of one page. */
    public Query<M> limit(int records) {
        if (records < 1 || records > MAX_LIMIT) {
            throw new RecordException(RecordError.BAD_QUERY, "a limit is from 1 to " + MAX_LIMIT + ": " + records);
        }
        return new Query<>(type, index, prefix, range, new Order(reverse, records), continuation);
    }

    /** Goes on behind a page of the same query; its limit alone may be another. */
    public Query<M> continuing(byte[] fromContinuation) {
        return new Query<>(type, index, prefix, range, new Order(reverse, limit), fromContinuation.clone());
    }

    RecordType<M> type() {
        return type;
    }

    @Nullable
    Index<M> index() {
        return index;
    }

    boolean isReverse() {
        return reverse;
    }

    int limit() {
        return limit;
    }

    /**
     * The keys that are still to be looked at, empty as a range that doesn't end after it begins.
     *
     * @param home the prefix of the type's records or of the index
     */
    KeyRange rest(byte[] home) {
        KeyRange whole = whole(home);
        if (continuation == null) {
            return whole;
        }
        byte[] last = Keys.concat(home, continuationOf(home).position(continuation));
        if (!whole.contains(last)) {
            throw new RecordException(RecordError.BAD_CONTINUATION, "it leads out of its query");
        }
        return after(last, whole);
    }

    /** What is left of the range behind a key with all that is longer. */
    KeyRange after(byte[] last, KeyRange rest) {
        return reverse ? new KeyRange(rest.begin(), last) : new KeyRange(Keys.concat(last, AFTER_ALL), rest.end());
    }

    /** @param last the key of the last record or entry that was given out */
    byte[] continuation(byte[] home, byte[] last) {
        return continuationOf(home).token(last, home.length);
    }

    private Continuation continuationOf(byte[] home) {
        return new Continuation(index == null ? "" : index.definition(), whole(home), reverse);
    }

    private KeyRange whole(byte[] home) {
        return new KeyRange(Keys.concat(home, range.begin()), Keys.concat(home, range.end()));
    }

    private static KeyRange all(Tuple prefix) {
        byte[] packed = prefix.pack();
        return new KeyRange(packed, Keys.concat(packed, AFTER_ALL));
    }

    private byte[] bound(Object value) {
        Columns columns = index == null ? type.key() : index.columns();
        return columns.next(prefix, value).pack();
    }

    private Query<M> narrowed(byte[] begin, byte[] end) {
        var narrower = new KeyRange(
                Keys.compare(begin, range.begin()) > 0 ? begin : range.begin(),
                Keys.compare(end, range.end()) < 0 ? end : range.end());
        return new Query<>(type, index, prefix, narrower, new Order(reverse, limit), continuation);
    }

    @Override
    public String toString() {
        return (index == null ? type.toString() : index.toString()) + prefix + range + (reverse ? " backwards" : "");
    }
}
