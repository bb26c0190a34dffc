package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.vsekai.spec.trace.TraceEvent.Commit;
import org.vsekai.spec.trace.TracedDeals.Answer;
import org.vsekai.spec.trace.TracedDeals.Letter;

/** Of transactions over several regions. */
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
enum DealTampering implements Tampering {
    ANSWERED_BEFORE_ASKED(
            "BegunAsNext", Changes.frame(DealTampering::begins, frame -> withAllSaying(frame, Answer.NO))),
    NOBODY_ASKED("EachIsAsked", Changes.frame(DealTampering::begins, frame -> without(frame, Letter.Prepare.class))),
    TWO_AT_ONCE("OneOfAPlayer", Changes.frame(DealTampering::begins, DealTampering::beginningTwo)),
    ACTS_WHILE_OPEN(
            "LaterActsWait",
            Changes.frame(
                    DealTampering::decides,
                    frame -> deals(frame, deals -> deals.withDecided(List.of()).withReceipts(List.of())))),
    LEAVES_WHILE_OPEN("StaysWhileOpen", Changes.frame(DealTampering::begins, DealTampering::leaving)),
    ANSWER_UNHEARD(
            "AnswersAsVoted",
            Changes.frame(
                    frame -> !begins(frame) && !frame.deals().open().isEmpty(),
                    frame -> withAllSaying(frame, Answer.NOTHING_YET))),
    DECIDED_AGAIN("DecidedOnce", events -> again(events, TracedDeals::decided, TracedDeals::withDecided)),
    RECEIPT_WITHOUT_DECISION(
            "ReceiptOfDecision",
            Changes.frame(DealTampering::decides, frame -> deals(frame, deals -> deals.withDecided(List.of())))),
    DECISION_WITHOUT_RECEIPT(
            "ReceiptOfDecision",
            Changes.frame(DealTampering::decides, frame -> deals(frame, deals -> deals.withReceipts(List.of())))),
    DONE_WITH_ONE_AGAINST(
            "AllOrNothing",
            Changes.frame(
                    frame -> decides(frame) && somebodySaysNo(frame),
                    frame -> deals(frame, DealTampering::withAllDone))),
    TOLD_OTHERWISE(
            "OneOutcome",
            Changes.frame(
                    frame -> sends(frame, Letter.Decision.class), frame -> letters(frame, DealTampering::otherwise))),
    NOBODY_TOLD(
            "OneOutcome",
            Changes.frame(
                    frame -> sends(frame, Letter.Decision.class), frame -> without(frame, Letter.Decision.class))),
    NO_VOTE(
            "VotesOnce",
            Changes.frame(frame -> sends(frame, Letter.Vote.class), frame -> without(frame, Letter.Vote.class))),
    NOTHING_ASIDE(
            "YesIsAside",
            Changes.frame(
                    frame -> !frame.deals().parts().isEmpty(),
                    frame -> deals(frame, deals -> deals.withParts(List.of())))),
    ESCROW_LOST(
            "ItemsConserved", Changes.frame(DealTampering::handsOver, frame -> letters(frame, DealTampering::emptied))),
    SETTLED_AGAIN("SettledOnce", events -> again(events, TracedDeals::settled, TracedDeals::withSettled)),
    NEVER_SETTLED(
            "SettledOnce",
            Changes.frame(
                    frame -> !frame.deals().settled().isEmpty(),
                    frame -> deals(frame, deals -> deals.withSettled(List.of())))),
    OWNER_KEEPS_IT(
            "OwnersHandOver",
            Changes.frame(
                    frame -> isQuiet(frame)
                            && frame.deals().parts().stream()
                                    .anyMatch(part ->
                                            part.owners().values().stream().anyMatch(DealTampering::isSome)),
                    DealTampering::enriched)),
    NOT_GIVEN_BACK("BackToOwners", events -> {
        Set<TracedInput> undone = undoneWithItems(events);
        return Changes.frame(
                        frame -> isQuiet(frame)
                                && frame.deals().settled().stream().anyMatch(undone::contains)
                                && !frame.avatars().isEmpty(),
                        DealTampering::enriched)
                .of(events);
    }),
    OPEN_FORGOTTEN(
            "OpenKept",
            Changes.commit(
                    commit -> commit.checkpoint()
                            .filter(checkpoint -> !checkpoint.open().isEmpty()
                                    || !checkpoint.aside().isEmpty())
                            .isPresent(),
                    Commit::withNothingOpen));

    private final String rule;
    private final Changes.Change change;

    DealTampering(String rule, Changes.Change change) {
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

    // ---- which frames ----

    private static boolean begins(TracedFrame frame) {
        return sends(frame, Letter.Prepare.class);
    }

    private static boolean decides(TracedFrame frame) {
        return !frame.deals().decided().isEmpty();
    }

    private static boolean sends(TracedFrame frame, Class<? extends Letter> kind) {
        return frame.sent().stream().flatMap(parcel -> parcel.letter().stream()).anyMatch(kind::isInstance);
    }

    private static boolean handsOver(TracedFrame frame) {
        return frame.sent().stream()
                .flatMap(parcel -> parcel.letter().stream())
                .anyMatch(letter -> letter instanceof Letter.Vote vote
                        && isSome(vote.answer().gives()));
    }

    private static boolean somebodySaysNo(TracedFrame frame) {
        return frame.deals().receipts().stream()
                .filter(receipt -> frame.deals().decided().contains(receipt.deal()))
                .flatMap(receipt -> receipt.sides().values().stream())
                .anyMatch(answer -> answer.says().equals(Answer.NO));
    }

    /** Nobody acts in it: what players hold changes by deals of other regions alone. */
    private static boolean isQuiet(TracedFrame frame) {
        return frame.inputs().isEmpty() && frame.deals().receipts().isEmpty();
    }

    private static boolean isSome(List<Long> items) {
        return items.stream().anyMatch(count -> count > 0);
    }

    private static Set<TracedInput> undoneWithItems(List<TraceEvent> events) {
        Set<TracedInput> undone = new HashSet<>();
        for (TraceEvent event : events) {
            if (event instanceof Commit commit) {
                commit.frames().stream()
                        .flatMap(frame -> frame.sent().stream())
                        .flatMap(parcel -> parcel.letter().stream())
                        .filter(letter -> letter instanceof Letter.Decision decision
                                && !decision.isDone()
                                && isSome(decision.items()))
                        .forEach(letter -> undone.add(letter.deal()));
            }
        }
        return undone;
    }

    // ---- what becomes of them ----

    private static TracedFrame deals(TracedFrame frame, UnaryOperator<TracedDeals> change) {
        return frame.withDeals(change.apply(frame.deals()));
    }

    private static TracedFrame withAllSaying(TracedFrame frame, String what) {
        return deals(
                frame,
                deals -> deals.withOpen(deals.open().stream()
                        .map(open -> new TracedDeals.Open(open.deal(), saying(open.sides(), what)))
                        .toList()));
    }

    private static Map<String, Answer> saying(Map<String, Answer> sides, String what) {
        Map<String, Answer> others = new TreeMap<>();
        sides.forEach(
                (side, answer) -> others.put(side, new Answer(what, zeros(answer.gives()), zeros(answer.gets()))));
        return others;
    }

    private static List<Long> zeros(List<Long> counts) {
        return counts.stream().map(count -> 0L).toList();
    }

    private static TracedFrame beginningTwo(TracedFrame frame) {
        return deals(frame, deals -> {
            List<TracedDeals.Open> more = new ArrayList<>(deals.open());
            TracedDeals.Open first = more.getLast();
            more.add(new TracedDeals.Open(
                    new TracedInput(first.deal().player(), first.deal().sequence() + 1), first.sides()));
            return deals.withOpen(more);
        });
    }

    private static TracedFrame leaving(TracedFrame frame) {
        TracedParcel asked = frame.sent().getLast();
        TracedAvatar actor =
                new TracedAvatar(frame.deals().open().getLast().deal().player(), 0, zeros(frame.made()));
        List<TracedParcel> more = new ArrayList<>(frame.sent());
        more.add(new TracedParcel(
                asked.to(), asked.index() + 1, "a crossing", "", List.of(actor), List.of(), Optional.empty()));
        return frame.withSent(more);
    }

    private static TracedDeals withAllDone(TracedDeals deals) {
        return deals.withReceipts(deals.receipts().stream()
                .map(receipt -> new TracedDeals.Receipt(receipt.deal(), true, receipt.sides(), receipt.whom()))
                .toList());
    }

    private static TracedFrame letters(TracedFrame frame, UnaryOperator<Letter> change) {
        return frame.withSent(frame.sent().stream()
                .map(parcel -> parcel.withLetter(parcel.letter().map(change)))
                .toList());
    }

    private static Letter otherwise(Letter letter) {
        return letter instanceof Letter.Decision decision
                ? new Letter.Decision(decision.deal(), !decision.isDone(), decision.items())
                : letter;
    }

    private static Letter emptied(Letter letter) {
        return letter instanceof Letter.Vote vote
                ? new Letter.Vote(
                        vote.deal(),
                        new Answer(
                                vote.answer().says(),
                                zeros(vote.answer().gives()),
                                vote.answer().gets()))
                : letter;
    }

    private static TracedFrame without(TracedFrame frame, Class<? extends Letter> kind) {
        return frame.withSent(frame.sent().stream()
                .filter(parcel -> parcel.letter().filter(kind::isInstance).isEmpty())
                .toList());
    }

    private static TracedFrame enriched(TracedFrame frame) {
        return frame.withAvatars(frame.avatars().stream()
                .map(avatar -> Changes.richer(List.of(avatar)).getFirst())
                .toList());
    }

    private interface Done {
        List<TracedInput> in(TracedDeals deals);
    }

    private interface WithDone {
        TracedDeals of(TracedDeals deals, List<TracedInput> done);
    }

    /** What a frame has done with a deal is done by a later one of the same region too. */
    private static Optional<List<TraceEvent>> again(List<TraceEvent> events, Done done, WithDone withDone) {
        Map<String, TracedInput> byRegion = new TreeMap<>();
        List<TraceEvent> changed = new ArrayList<>(events);
        for (int i = 0; i < events.size(); i++) {
            if (!(events.get(i) instanceof Commit commit) || commit.frames().isEmpty()) {
                continue;
            }
            TracedInput earlier = byRegion.get(commit.region());
            if (earlier != null) {
                changed.set(
                        i,
                        commit.withFrames(commit.frames().stream()
                                .map(frame -> deals(frame, deals -> {
                                    List<TracedInput> more = new ArrayList<>(done.in(deals));
                                    more.add(earlier);
                                    return withDone.of(deals, more);
                                }))
                                .toList()));
                return Optional.of(changed);
            }
            commit.frames().stream()
                    .flatMap(frame -> done.in(frame.deals()).stream())
                    .forEach(deal -> byRegion.put(commit.region(), deal));
        }
        return Optional.empty();
    }
}
