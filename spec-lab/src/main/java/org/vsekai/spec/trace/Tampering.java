package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.vsekai.spec.trace.TraceEvent.Answered;
import org.vsekai.spec.trace.TraceEvent.Commit;
import org.vsekai.spec.trace.TraceEvent.Log;
import org.vsekai.spec.trace.TraceEvent.Shown;
import org.vsekai.spec.trace.TraceEvent.Take;

/** One thing that a sound trace says otherwise than it was: the specification must reject it, for the rule that it breaks. */
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
public enum Tampering {
    EPOCH_KEPT("EpochByOne", one(Take.class, take -> true, take -> new Take(take.region(), take.epoch() - 1))),
    EPOCH_OF_ANOTHER("OwnEpoch", frame(frame -> true, frame -> frame.withEpoch(frame.epoch() - 1))),
    COMMIT_TWICE("FramesDense", events -> twice(events, Tampering::hasFrames)),
    FRAME_LEFT_OUT("FramesDense", frame(frame -> true, frame -> frame.withNumber(frame.number() + 1))),
    TICK_AGAIN("TimeGoesOn", frame(frame -> true, frame -> frame.withTick(0))),
    HEAD_BEHIND("HeadIsNewest", commit(Tampering::hasFrames, commit -> commit.withHead(commit.headFrame() - 1, 0))),
    COMMIT_NUMBER_SKIPPED("CommitsDense", commit(commit -> true, commit -> commit.withHead(commit.headFrame(), 1))),
    PARCEL_TAKEN_TWICE(
            "TakenOnce", frame(frame -> !frame.taken().isEmpty(), frame -> frame.withTaken(doubled(frame.taken())))),
    PARCEL_NOT_PUT("SentWithFrame", commit(commit -> !commit.put().isEmpty(), Commit::withoutPut)),
    PARCEL_KEPT("ClearedWithFrame", commit(commit -> !commit.cleared().isEmpty(), Commit::withoutCleared)),
    ITEM_DOUBLED(
            "ItemsConserved",
            frame(frame -> !frame.avatars().isEmpty(), frame -> frame.withAvatars(richer(frame.avatars())))),
    ACTION_TWICE(
            "ActionsInOrder",
            frame(frame -> !frame.inputs().isEmpty(), frame -> frame.withInputs(doubled(frame.inputs())))),
    ACTION_LOST("CursorWithAvatar", frame(frame -> !frame.inputs().isEmpty(), frame -> frame.withInputs(List.of()))),
    CHANGE_OF_SOMETHING_ELSE(
            "ChangeOfWhatWas",
            frame(frame -> !frame.changes().isEmpty(), frame -> frame.withChanges(ofSomethingElse(frame.changes())))),
    CHECKPOINT_AHEAD(
            "CheckpointNewest",
            commit(commit -> commit.checkpoint().isPresent(), commit -> commit.withCheckpoint(1, 0))),
    RECORDS_CUT(
            "RecordsKept",
            commit(commit -> commit.checkpoint().isPresent(), commit -> commit.withCheckpoint(0, 1_000))),
    PAGE_LEFT_OUT("PagesComplete", commit(commit -> !commit.pages().isEmpty(), commit -> commit.withPages(List.of()))),
    SHOWN_EARLY("ShownDurable", one(Shown.class, shown -> true, shown -> new Shown(shown.region(), 1_000_000))),
    ANSWERED_EARLY(
            "ToldDurable",
            one(
                    Answered.class,
                    answered -> true,
                    answered -> new Answered(new TracedInput(answered.input().player(), 1_000_000)))),
    LOGGED_FOR_NOBODY("LoggedForSomebody", events -> Optional.of(List.of(new Log(new TracedInput(1_000_000, 1))))),
    LOG_CLEARED_EARLY("LogCleared", events -> {
        TracedInput waiting = new TracedInput(1, 1);
        List<TraceEvent> more = new ArrayList<>(List.of(new Log(waiting)));
        return commit(commit -> true, commit -> commit.withUnlogged(Set.of(waiting)))
                .apply(events)
                .map(changed -> {
                    more.addAll(changed);
                    return more;
                });
    });

    private final String rule;
    private final Function<List<TraceEvent>, Optional<List<TraceEvent>>> change;

    Tampering(String rule, Function<List<TraceEvent>, Optional<List<TraceEvent>>> change) {
        this.rule = rule;
        this.change = change;
    }

    /** The rule of {@code World.tla} that is broken. */
    public String rule() {
        return rule;
    }

    /** Does it to the first of the traces in which there is something to do it to. */
    public Optional<Trace> in(List<Trace> sound) {
        return sound.stream()
                .flatMap(trace -> change.apply(trace.events()).stream()
                        .map(events -> trace.with(this + " in " + trace.name(), events)))
                .findFirst();
    }

    private static boolean hasFrames(Commit commit) {
        return !commit.frames().isEmpty();
    }

    private static Function<List<TraceEvent>, Optional<List<TraceEvent>>> commit(
            Predicate<Commit> which, UnaryOperator<Commit> change) {
        return one(Commit.class, which, change);
    }

    private static Function<List<TraceEvent>, Optional<List<TraceEvent>>> frame(
            Predicate<TracedFrame> which, UnaryOperator<TracedFrame> change) {
        return one(
                Commit.class,
                commit -> commit.frames().stream().anyMatch(which),
                commit -> commit.withFrames(commit.frames().stream()
                        .map(frame -> which.test(frame) ? change.apply(frame) : frame)
                        .toList()));
    }

    private static <E extends TraceEvent> Function<List<TraceEvent>, Optional<List<TraceEvent>>> one(
            Class<E> type, Predicate<E> which, UnaryOperator<E> change) {
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

    private static Optional<List<TraceEvent>> twice(List<TraceEvent> events, Predicate<Commit> which) {
        List<TraceEvent> more = new ArrayList<>(events);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Commit commit && which.test(commit)) {
                more.add(i, commit);
                return Optional.of(more);
            }
        }
        return Optional.empty();
    }

    private static <T> List<T> doubled(List<T> list) {
        List<T> more = new ArrayList<>(list);
        more.add(list.getFirst());
        return more;
    }

    private static List<TracedChange> ofSomethingElse(List<TracedChange> changes) {
        List<TracedChange> others = new ArrayList<>(changes);
        TracedChange first = changes.getFirst();
        others.set(0, new TracedChange(first.id(), "something else", first.is(), first.items()));
        return others;
    }

    private static List<TracedAvatar> richer(List<TracedAvatar> avatars) {
        List<TracedAvatar> richer = new ArrayList<>(avatars);
        TracedAvatar first = avatars.getFirst();
        List<Long> items = new ArrayList<>(first.items());
        items.set(0, items.getFirst() + 1);
        richer.set(0, new TracedAvatar(first.player(), first.cursor(), items));
        return richer;
    }
}
