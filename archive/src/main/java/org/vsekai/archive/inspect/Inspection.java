package org.vsekai.archive.inspect;

import java.util.List;
import java.util.function.Consumer;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.world.RecordText;

/** Shows what is stored under the keys with a prefix. Reads piece by piece, each at a version of its own. Blocks. */
public final class Inspection {
    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withPriority(Priority.BATCH);

    /** The end of what users may store. */
    private static final byte[] END_OF_ALL = {(byte) 0xFF};

    private final Database database;

    public Inspection(Database database) {
        this.database = database;
    }

    /**
     * One pair in words.
     *
     * @param key as {@link KeyText} writes it
     * @param size of the value, in bytes
     */
    public record Shown(String key, int size, String value) {}

    /**
     * Hands over the pairs in order of keys, at most {@code limit} of them.
     *
     * @return whether there are more
     */
    public boolean show(byte[] prefix, int limit, Consumer<Shown> visitor) {
        byte[] begin = prefix;
        byte[] end = prefix.length == 0 ? END_OF_ALL : Keys.strinc(prefix);
        int left = limit;
        boolean more = true;
        while (more && left > 0) {
            RangeResult piece = read(begin, end, left);
            List<KeyValue> pairs = piece.pairs();
            pairs.forEach(pair -> visitor.accept(shown(pair)));
            left -= pairs.size();
            more = piece.more() && !pairs.isEmpty();
            if (more) {
                begin = Keys.after(pairs.getLast().key());
            }
        }
        return more && !read(begin, end, 1).pairs().isEmpty();
    }

    private RangeResult read(byte[] begin, byte[] end, int limit) {
        RangeOptions options = RangeOptions.ALL.withLimit(limit).withTargetBytes(ReadTransaction.STREAM_BYTES);
        return database.run(
                OPTIONS, transaction -> RetryLoop.await(transaction.snapshot().getRange(begin, end, options)));
    }

    private static Shown shown(KeyValue pair) {
        String value = RecordText.of(pair.key(), pair.value()).orElseGet(() -> Keys.printable(pair.value()));
        return new Shown(KeyText.format(pair.key()), pair.value().length, value);
    }
}
