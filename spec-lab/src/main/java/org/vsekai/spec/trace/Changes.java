package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.vsekai.spec.trace.TraceEvent.Commit;

/** What tampering is made of. */
final class Changes {
    private Changes() {}

    /** Of a trace; nothing where there is nothing to do it to. */
    interface Change {
        Optional<List<TraceEvent>> of(List<TraceEvent> events);
    }

    static boolean hasFrames(Commit commit) {
        return !commit.frames().isEmpty();
    }

    static Change commit(Predicate<Commit> which, UnaryOperator<Commit> change) {
        return one(Commit.class, which, change);
    }

    static Change frame(Predicate<TracedFrame> which, UnaryOperator<TracedFrame> change) {
        return one(
                Commit.class,
                commit -> commit.frames().stream().anyMatch(which),
                commit -> commit.withFrames(commit.frames().stream()
                        .map(frame -> which.test(frame) ? change.apply(frame) : frame)
                        .toList()));
    }

    static <E extends TraceEvent> Change one(Class<E> type, Predicate<E> which, UnaryOperator<E> change) {
        return events -> {
            List<TraceEvent> changed = new ArrayList<>(events);
            for (int i = 0; i < events.size(); i++) {
                if (type.isInstance(events.get(i)) && which.test(type.cast(events.get(i)))) {
                    changed.set(i, change.apply(type.cast(events.get(i))));
                    return Optional.of(changed);
                }
            }
            return Optional.empty();
        };
    }

    static Optional<List<TraceEvent>> twice(List<TraceEvent> events, Predicate<Commit> which) {
        List<TraceEvent> more = new ArrayList<>(events);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Commit commit && which.test(commit)) {
                more.add(i, commit);
                return Optional.of(more);
            }
        }
        return Optional.empty();
    }

    static <T> List<T> doubled(List<T> list) {
        List<T> more = new ArrayList<>(list);
        more.add(list.getFirst());
        return more;
    }

    static List<TracedChange> ofSomethingElse(List<TracedChange> changes) {
        List<TracedChange> others = new ArrayList<>(changes);
        TracedChange first = changes.getFirst();
        others.set(0, new TracedChange(first.id(), "something else", first.is(), first.items()));
        return others;
    }

    static List<TracedAvatar> richer(List<TracedAvatar> avatars) {
        List<TracedAvatar> richer = new ArrayList<>(avatars);
        TracedAvatar first = avatars.getFirst();
        List<Long> items = new ArrayList<>(first.items());
        items.set(0, items.getFirst() + 1);
        richer.set(0, new TracedAvatar(first.player(), first.cursor(), items));
        return richer;
    }
}
