package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vsekai.spec.trace.TraceEvent.Answered;
import org.vsekai.spec.trace.TraceEvent.Commit;
import org.vsekai.spec.trace.TraceEvent.Log;
import org.vsekai.spec.trace.TraceEvent.Shown;
import org.vsekai.spec.trace.TraceEvent.Take;

/** Of frames, commits and what players are told. */
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
enum WorldTampering implements Tampering {
    EPOCH_KEPT("EpochByOne", Changes.one(Take.class, take -> true, take -> new Take(take.region(), take.epoch() - 1))),
    EPOCH_OF_ANOTHER("OwnEpoch", Changes.frame(frame -> true, frame -> frame.withEpoch(frame.epoch() - 1))),
    COMMIT_TWICE("FramesDense", events -> Changes.twice(events, Changes::hasFrames)),
    FRAME_LEFT_OUT("FramesDense", Changes.frame(frame -> true, frame -> frame.withNumber(frame.number() + 1))),
    TICK_AGAIN("TimeGoesOn", Changes.frame(frame -> true, frame -> frame.withTick(0))),
    HEAD_BEHIND(
            "HeadIsNewest", Changes.commit(Changes::hasFrames, commit -> commit.withHead(commit.headFrame() - 1, 0))),
    COMMIT_NUMBER_SKIPPED(
            "CommitsDense", Changes.commit(commit -> true, commit -> commit.withHead(commit.headFrame(), 1))),
    PARCEL_TAKEN_TWICE(
            "TakenOnce",
            Changes.frame(frame -> !frame.taken().isEmpty(), frame -> frame.withTaken(Changes.doubled(frame.taken())))),
    PARCEL_NOT_PUT(
            "SentWithFrame", Changes.commit(commit -> !commit.put().isEmpty(), commit -> commit.withPut(Map.of()))),
    PARCEL_STORED_OTHERWISE(
            "StoredAsSent", Changes.commit(commit -> !commit.put().isEmpty(), WorldTampering::withAnotherStored)),
    LETTER_STORED_OTHERWISE(
            "StoredAsSent",
            Changes.commit(
                    commit -> commit.put().values().stream()
                            .anyMatch(parcel -> parcel.letter().isPresent()),
                    WorldTampering::withoutLettersStored)),
    PARCEL_TAKEN_OTHERWISE(
            "TakenAsStored",
            Changes.frame(
                    frame -> !frame.messages().isEmpty(),
                    frame -> frame.withMessages(WorldTampering.ofSomethingElse(frame.messages())))),
    PARCEL_KEPT("ClearedWithFrame", Changes.commit(commit -> !commit.cleared().isEmpty(), Commit::withoutCleared)),
    ITEM_DOUBLED(
            "ItemsConserved",
            Changes.frame(
                    frame -> !frame.avatars().isEmpty(), frame -> frame.withAvatars(Changes.richer(frame.avatars())))),
    ACTION_TWICE(
            "ActionsInOrder",
            Changes.frame(
                    frame -> !frame.inputs().isEmpty(), frame -> frame.withInputs(Changes.doubled(frame.inputs())))),
    ACTION_LOST(
            "CursorWithAvatar",
            Changes.frame(frame -> !frame.inputs().isEmpty(), frame -> frame.withInputs(List.of()))),
    CHANGE_OF_SOMETHING_ELSE(
            "ChangeOfWhatWas",
            Changes.frame(
                    frame -> !frame.changes().isEmpty(),
                    frame -> frame.withChanges(Changes.ofSomethingElse(frame.changes())))),
    CHECKPOINT_AHEAD(
            "CheckpointNewest",
            Changes.commit(commit -> commit.checkpoint().isPresent(), commit -> commit.withCheckpoint(1, 0))),
    RECORDS_CUT(
            "RecordsKept",
            Changes.commit(commit -> commit.checkpoint().isPresent(), commit -> commit.withCheckpoint(0, 1_000))),
    PAGE_LEFT_OUT(
            "PagesComplete",
            Changes.commit(commit -> !commit.pages().isEmpty(), commit -> commit.withPages(List.of()))),
    SHOWN_EARLY("ShownDurable", Changes.one(Shown.class, shown -> true, shown -> shown.withFrame(1_000_000))),
    ANSWERED_EARLY(
            "ToldDurable",
            Changes.one(
                    Answered.class,
                    answered -> true,
                    answered -> new Answered(
                            new TracedInput(answered.input().player(), 1_000_000),
                            answered.life(),
                            answered.session()))),
    LOGGED_FOR_NOBODY("LoggedForSomebody", events -> Optional.of(List.of(new Log(new TracedInput(1_000_000, 1))))),
    LOG_CLEARED_EARLY("LogCleared", WorldTampering::withTheNextCleared);

    private final String rule;
    private final Changes.Change change;

    WorldTampering(String rule, Changes.Change change) {
        this.rule = rule;
        this.change = change;
    }

    @Override
    public String rule() {
        return rule;
    }

    @Override
    public Optional<List<TraceEvent>> change(List<TraceEvent> sound) {
        return change.of(sound);
    }

    /** Differs in what the specification doesn't look at. */
    private static Commit withAnotherStored(Commit commit) {
        Map<ParcelKey, TracedParcel> stored = new HashMap<>();
        commit.put().forEach((key, parcel) -> stored.put(key, parcel.withAll("another")));
        return commit.withPut(stored);
    }

    private static Commit withoutLettersStored(Commit commit) {
        Map<ParcelKey, TracedParcel> stored = new HashMap<>();
        commit.put().forEach((key, parcel) -> stored.put(key, parcel.withLetter(Optional.empty())));
        return commit.withPut(stored);
    }

    private static List<TracedMessage> ofSomethingElse(List<TracedMessage> messages) {
        return messages.stream()
                .map(message -> new TracedMessage(message.key(), "something else"))
                .toList();
    }

    /** What would be applied next is logged, and taken out of the log by a frame that applies what comes before it. */
    private static Optional<List<TraceEvent>> withTheNextCleared(List<TraceEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (!(events.get(i) instanceof Commit commit) || commit.frames().isEmpty()) {
                continue;
            }
            List<TracedInput> inputs = commit.frames().getLast().inputs();
            if (!inputs.isEmpty() && inputs.getLast().sequence() > 1) {
                TracedInput next = new TracedInput(
                        inputs.getLast().player(), inputs.getLast().sequence() + 1);
                List<TraceEvent> changed = new ArrayList<>(events);
                changed.set(i, commit.withUnlogged(Set.of(next)));
                changed.add(i, new Log(next));
                return Optional.of(changed);
            }
        }
        return Optional.empty();
    }
}
