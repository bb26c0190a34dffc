package org.vsekai.spec.trace;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a frame says of transactions over several regions. {@code Deals.tla} has the words; a deal is known by the action that
 * began it.
 *
 * @param open begun or answered in the frame, and not decided
 * @param decided not open any more
 * @param receipts of decisions, and of what two players of one region did
 * @param parts set aside
 * @param settled done or undone, of what was set aside
 */
public record TracedDeals(
        List<Open> open,
        List<TracedInput> decided,
        List<Receipt> receipts,
        List<Part> parts,
        List<TracedInput> settled) {
    static final TracedDeals NONE = new TracedDeals(List.of(), List.of(), List.of(), List.of(), List.of());

    String tla() {
        return Tla.record(
                "open",
                Tla.sequence(open.stream().map(Open::tla)),
                "decided",
                Tla.sequence(decided.stream().map(TracedInput::pair)),
                "receipts",
                Tla.sequence(receipts.stream().map(Receipt::tla)),
                "parts",
                Tla.sequence(parts.stream().map(Part::tla)),
                "settled",
                Tla.sequence(settled.stream().map(TracedInput::pair)));
    }

    TracedDeals withOpen(List<Open> others) {
        return new TracedDeals(others, decided, receipts, parts, settled);
    }

    TracedDeals withDecided(List<TracedInput> others) {
        return new TracedDeals(open, others, receipts, parts, settled);
    }

    TracedDeals withReceipts(List<Receipt> others) {
        return new TracedDeals(open, decided, others, parts, settled);
    }

    TracedDeals withParts(List<Part> others) {
        return new TracedDeals(open, decided, receipts, others, settled);
    }

    TracedDeals withSettled(List<TracedInput> others) {
        return new TracedDeals(open, decided, receipts, parts, others);
    }

    /**
     * What a region has said, or not yet.
     *
     * @param gives what it hands over
     * @param gets what it is to receive
     */
    public record Answer(String says, List<Long> gives, List<Long> gets) {
        static final String YES = "yes";
        static final String NO = "no";
        static final String ABSENT = "absent";
        static final String NOTHING_YET = "nothing yet";

        String tla() {
            return Tla.record("says", Tla.string(says), "gives", Tla.counts(gives), "gets", Tla.counts(gets));
        }
    }

    /** @param sides those that were asked, and what they have answered */
    public record Open(TracedInput deal, Map<String, Answer> sides) {
        String tla() {
            return Tla.record("deal", deal.pair(), "sides", TracedDeals.tla(sides));
        }
    }

    /** @param whom the players whom it concerns */
    public record Receipt(TracedInput deal, boolean isDone, Map<String, Answer> sides, Set<Long> whom) {
        String tla() {
            return Tla.record(
                    "deal",
                    deal.pair(),
                    "done",
                    Tla.bool(isDone),
                    "sides",
                    TracedDeals.tla(sides),
                    "whom",
                    Tla.set(whom.stream().map(TracedAvatar::name)));
        }
    }

    /**
     * What a region has set aside.
     *
     * @param owners the players whose inventories are concerned, and what each has handed over
     * @param lifted things off the ground
     */
    public record Part(TracedInput deal, String home, Map<Long, List<Long>> owners, List<TracedThing> lifted) {
        String tla() {
            return Tla.record(
                    "deal",
                    deal.pair(),
                    "home",
                    Tla.string(home),
                    "owners",
                    ownersTla(),
                    "lifted",
                    Tla.sequence(lifted.stream().map(TracedThing::tla)));
        }

        String ownersTla() {
            Map<String, String> pairs = new TreeMap<>();
            owners.forEach((player, items) -> pairs.put(TracedAvatar.name(player), Tla.counts(items)));
            return Tla.function(pairs);
        }
    }

    /** What a parcel says of a deal. */
    public sealed interface Letter {
        TracedInput deal();

        String tla();

        record Prepare(TracedInput deal) implements Letter {
            @Override
            public String tla() {
                return Tla.record("kind", "\"prepare\"", "deal", deal.pair());
            }
        }

        record Vote(TracedInput deal, Answer answer) implements Letter {
            @Override
            public String tla() {
                return Tla.record("kind", "\"vote\"", "deal", deal.pair(), "answer", answer.tla());
            }
        }

        record Decision(TracedInput deal, boolean isDone, List<Long> items) implements Letter {
            @Override
            public String tla() {
                return Tla.record(
                        "kind",
                        "\"decision\"",
                        "deal",
                        deal.pair(),
                        "done",
                        Tla.bool(isDone),
                        "items",
                        Tla.counts(items));
            }
        }
    }

    static String tla(Map<String, Answer> sides) {
        Map<String, String> pairs = new TreeMap<>();
        sides.forEach((region, answer) -> pairs.put(Tla.string(region), answer.tla()));
        return Tla.function(pairs);
    }
}
