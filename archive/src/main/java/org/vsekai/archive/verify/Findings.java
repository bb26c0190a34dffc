package org.vsekai.archive.verify;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.inspect.KeyText;

/** Gathers findings, the first {@link #MAX_KEPT} of them; the rest is counted. Confined to one thread. */
final class Findings {
    static final int MAX_KEPT = 1_000;

    private final List<Finding> kept = new ArrayList<>();
    private long count;

    void add(byte[] key, String what) {
        count++;
        if (kept.size() < MAX_KEPT) {
            kept.add(new Finding(KeyText.format(key), what));
        }
    }

    void check(boolean isRight, byte[] key, String what) {
        if (!isRight) {
            add(key, what);
        }
    }

    /** The message in a value, null (and a finding) where there is none. */
    <M> @Nullable M parse(Parser<M> parser, byte[] key, byte[] value, String what) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException damage) {
            add(key, what + " can't be parsed: " + damage.getMessage());
            return null;
        }
    }

    List<Finding> kept() {
        return List.copyOf(kept);
    }

    long count() {
        return count;
    }
}
