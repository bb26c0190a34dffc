package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vsekai.spec.trace.TraceEvent.Answered;
import org.vsekai.spec.trace.TraceEvent.Down;
import org.vsekai.spec.trace.TraceEvent.Shown;
import org.vsekai.spec.trace.TraceEvent.Up;
import org.vsekai.spec.trace.TracedTelling.Arrived;
import org.vsekai.spec.trace.TracedTelling.Departed;
import org.vsekai.spec.trace.TracedTelling.Joined;
import org.vsekai.spec.trace.TracedTelling.Member;
import org.vsekai.spec.trace.TracedTelling.Result;

/** Of who enters, leaves and crosses, and of what is told to whom. */
@SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
enum SessionTampering implements Tampering {
    FRAME_TOLD_TWICE("ShownInOrder", SessionTampering::withOneTwice),
    FRAME_NOT_TOLD(
            "ShownInOrder", Changes.one(Shown.class, shown -> true, shown -> shown.withFrame(shown.frame() + 1))),
    WELCOMED_RICHER(
            "ShownAsDurable",
            shown(
                    TracedTelling::joined,
                    telling -> telling.withJoined(telling.joined().stream()
                            .map(SessionTampering::richer)
                            .toList()))),
    NOT_WELCOMED("ShownAsDurable", shown(TracedTelling::joined, telling -> telling.withJoined(List.of()))),
    RESULT_NOT_TOLD("ShownAsDurable", shown(TracedTelling::results, telling -> telling.withResults(List.of()))),
    RESULT_OF_ANOTHER(
            "ShownAsDurable",
            shown(
                    TracedTelling::results,
                    telling -> telling.withResults(telling.results().stream()
                            .map(result -> new Result(result.joined(), result.sequence() + 1))
                            .toList()))),
    WENT_ELSEWHERE(
            "ShownAsDurable",
            shown(
                    TracedTelling::departed,
                    telling -> telling.withDeparted(telling.departed().stream()
                            .map(departed -> new Departed(departed.member(), "elsewhere"))
                            .toList()))),
    ENTERS_ELSEWHERE(
            "EntersWhereItIs",
            Changes.frame(frame -> !frame.members().joined().isEmpty(), frame -> frame.withAvatars(List.of()))),
    ARRIVAL_WITHOUT_PARCEL(
            "ArrivesInParcel",
            Changes.frame(
                    frame -> !frame.avatars().isEmpty()
                            && frame.members().arrived().isEmpty(),
                    frame -> frame.withMembers(new TracedMembers(
                            frame.members().joined(),
                            frame.members().left(),
                            List.of(frame.avatars().getFirst().player()))))),
    OLD_LOGIN_WINS("NewestWins", SessionTampering::withOneJoiningAgain),
    WELCOMED_TWICE_AT_ONCE("OneWelcome", SessionTampering::withOneElsewhereToo),
    LATE_GOODBYE(
            "OwnLeave",
            shown(
                    TracedTelling::left,
                    telling -> telling.withLeft(
                            telling.left().stream().map(SessionTampering::older).toList()))),
    DEPARTS_AS_ANOTHER(
            "OwnDeparture",
            shown(
                    TracedTelling::departed,
                    telling -> telling.withDeparted(telling.departed().stream()
                            .map(departed -> new Departed(older(departed.member()), departed.to()))
                            .toList()))),
    ARRIVES_AS_ANOTHER(
            "HandedOn",
            shown(
                    telling -> telling.arrived().stream()
                            .filter(arrived -> arrived.joined().session() != 0)
                            .toList(),
                    telling -> telling.withArrived(telling.arrived().stream()
                            .map(arrived -> new Arrived(newer(arrived.joined()), arrived.from()))
                            .toList()))),
    OLD_LOGIN_ACTS(
            "NoStaleActs",
            shown(
                    TracedTelling::results,
                    telling -> telling.withResults(telling.results().stream()
                            .map(result -> new Result(older(result.joined()), result.sequence()))
                            .toList()))),
    OLD_LOGIN_ANSWERED("AnswersToNewest", SessionTampering::withAnAnswerToTheOneBefore);

    private final String rule;
    private final Changes.Change change;

    SessionTampering(String rule, Changes.Change change) {
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

    private static Changes.Change shown(Function<TracedTelling, List<?>> some, UnaryOperator<TracedTelling> change) {
        return Changes.one(
                Shown.class,
                shown -> !some.apply(shown.telling()).isEmpty(),
                shown -> shown.with(change.apply(shown.telling())));
    }

    private static Joined richer(Joined joined) {
        return new Joined(
                joined.session(), Changes.richer(List.of(joined.avatar())).getFirst());
    }

    private static Joined older(Joined joined) {
        return new Joined(joined.session() - 1, joined.avatar());
    }

    private static Joined newer(Joined joined) {
        return new Joined(joined.session() + 1, joined.avatar());
    }

    private static Member older(Member member) {
        return new Member(member.player(), member.session() - 1);
    }

    private static Optional<List<TraceEvent>> withOneTwice(List<TraceEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Shown shown) {
                List<TraceEvent> more = new ArrayList<>(events);
                more.add(i, shown);
                return Optional.of(more);
            }
        }
        return Optional.empty();
    }

    /** A session that somebody had, and that has ended, comes in place of a newer one. */
    private static Optional<List<TraceEvent>> withOneJoiningAgain(List<TraceEvent> events) {
        record Person(long player, int life) {}
        Map<Person, Long> ended = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (!(events.get(i) instanceof Shown shown)) {
                continue;
            }
            for (Joined joined : shown.telling().joined()) {
                Long before = ended.get(new Person(joined.avatar().player(), shown.life()));
                if (before != null) {
                    List<TraceEvent> changed = new ArrayList<>(events);
                    changed.set(
                            i, shown.with(shown.telling().withJoined(List.of(new Joined(before, joined.avatar())))));
                    return Optional.of(changed);
                }
            }
            for (Member left : shown.telling().left()) {
                ended.put(new Person(left.player(), shown.life()), left.session());
            }
        }
        return Optional.empty();
    }

    /** Somebody who has entered one region enters the next one that is told of too. */
    private static Optional<List<TraceEvent>> withOneElsewhereToo(List<TraceEvent> events) {
        Shown entered = null;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Up || events.get(i) instanceof Down) {
                entered = null;
            }
            if (!(events.get(i) instanceof Shown shown)) {
                continue;
            }
            if (entered != null
                    && entered.life() == shown.life()
                    && !entered.region().equals(shown.region())) {
                List<TraceEvent> changed = new ArrayList<>(events);
                changed.set(
                        i,
                        shown.with(shown.telling().withJoined(entered.telling().joined())));
                return Optional.of(changed);
            }
            boolean isEntry = !shown.telling().joined().isEmpty()
                    && shown.telling().departed().isEmpty();
            entered = isEntry ? shown : null;
        }
        return Optional.empty();
    }

    private static Optional<List<TraceEvent>> withAnAnswerToTheOneBefore(List<TraceEvent> events) {
        return Changes.one(
                        Answered.class,
                        answered -> true,
                        answered -> new Answered(answered.input(), answered.life(), answered.session() - 1))
                .of(events);
    }
}
