package org.vsekai.archive.verify;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.inspect.KeyText;

/** Gathers findings of one grade among all of a world, the first {@link #MAX_KEPT} of which are kept; the rest is counted. Confined to one thread. */
final class Findings {
    static final int MAX_KEPT = 1_000;

    private final Finding.Grade grade;
    private final All all;

    private static final class All {
        private final List<Finding> kept = new ArrayList<>();
        private final Set<Finding.Grade> grades = EnumSet.noneOf(Finding.Grade.class);
        private long count;
    }

    Findings() {
        this(Finding.Grade.WORLD, new All());
    }

    private Findings(Finding.Grade grade, All all) {
        this.grade = grade;
        this.all = all;
    }

    /** Gathers into the same, as of another grade. */
    Findings of(Finding.Grade other) {
        return new Findings(other, all);
    }

    void add(byte[] key, String what) {
        addUnsaid(1);
        if (all.kept.size() < MAX_KEPT) {
            all.kept.add(new Finding(grade, KeyText.format(key), what));
        }
    }

    /** Counts what nobody keeps. */
    void addUnsaid(long more) {
        if (more > 0) {
            all.count += more;
            all.grades.add(grade);
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
        return List.copyOf(all.kept);
    }

    Set<Finding.Grade> grades() {
        return Set.copyOf(all.grades);
    }

    long count() {
        return all.count;
    }
}
