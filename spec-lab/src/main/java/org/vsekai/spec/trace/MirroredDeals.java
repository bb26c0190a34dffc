package org.vsekai.spec.trace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is stored of transactions over several regions, as the frames tell it: a part of {@link Mirror}. */
final class MirroredDeals {
    /** Of a region that has said yes and knows no decision. */
    private record Aside(TracedInput deal, String region) {
        String tla() {
            return Tla.sequence(Stream.of(deal.pair(), Tla.string(region)));
        }
    }

    private record Held(TracedDeals.Part part, TracedDeals.Answer answer) {
        String tla() {
            return Tla.record(
                    "home",
                    Tla.string(part.home()),
                    "answer",
                    answer.tla(),
                    "owners",
                    part.ownersTla(),
                    "lifted",
                    Tla.sequence(part.lifted().stream().map(TracedThing::tla)));
        }
    }

    private record Coordinated(String home, TracedDeals.Open deal) {
        String tla() {
            return Tla.record("home", Tla.string(home), "sides", TracedDeals.tla(deal.sides()));
        }
    }

    private final Map<ParcelKey, TracedDeals.Letter> letters = new HashMap<>();
    private final Map<TracedInput, Coordinated> open = new HashMap<>();
    private final Map<Aside, Held> asides = new HashMap<>();

    void addAll(MirroredDeals others) {
        letters.putAll(others.letters);
        open.putAll(others.open);
        asides.putAll(others.asides);
    }

    /** Whether the thing is off the ground, and may come back. */
    boolean isLifted(long id) {
        return asides.values().stream()
                .flatMap(held -> held.part.lifted().stream())
                .anyMatch(thing -> thing.id() == id);
    }

    /** Says which things that were lifted are gone for good. */
    Set<Long> apply(String region, TracedFrame frame) {
        Set<TracedInput> done = new HashSet<>();
        for (ParcelKey key : frame.taken()) {
            if (letters.remove(key) instanceof TracedDeals.Letter.Decision decision && decision.isDone()) {
                done.add(decision.deal());
            }
        }
        for (TracedParcel parcel : frame.sent()) {
            parcel.letter()
                    .ifPresent(letter ->
                            letters.put(new ParcelKey(parcel.to(), region, frame.number(), parcel.index()), letter));
        }
        TracedDeals deals = frame.deals();
        deals.decided().forEach(open::remove);
        deals.open().forEach(deal -> open.put(deal.deal(), new Coordinated(region, deal)));
        Set<Long> gone = new HashSet<>();
        for (TracedInput settled : deals.settled()) {
            Held held = asides.remove(new Aside(settled, region));
            if (held != null && done.contains(settled)) {
                held.part.lifted().forEach(thing -> gone.add(thing.id()));
            }
        }
        for (TracedDeals.Part part : deals.parts()) {
            yes(frame, part.deal())
                    .ifPresent(answer -> asides.put(new Aside(part.deal(), region), new Held(part, answer)));
        }
        return gone;
    }

    private static Optional<TracedDeals.Answer> yes(TracedFrame frame, TracedInput deal) {
        return frame.sent().stream()
                .flatMap(parcel -> parcel.letter().stream())
                .filter(letter -> letter.deal().equals(deal))
                .filter(TracedDeals.Letter.Vote.class::isInstance)
                .map(letter -> ((TracedDeals.Letter.Vote) letter).answer())
                .findFirst();
    }

    String letters() {
        Map<String, String> values = new TreeMap<>();
        letters.forEach((key, letter) -> values.put(key.tla(), letter.tla()));
        return Tla.function(values);
    }

    String open() {
        Map<String, String> values = new TreeMap<>();
        open.forEach((deal, coordinated) -> values.put(deal.pair(), coordinated.tla()));
        return Tla.function(values);
    }

    String aside() {
        Map<String, String> values = new TreeMap<>();
        asides.forEach((aside, held) -> values.put(aside.tla(), held.tla()));
        return Tla.function(values);
    }
}
