package org.vsekai.spec.trace;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may be told of durable frames, and who is present as far as it was told: a part of {@link Mirror}. {@code Told.tla} has
 * the words.
 */
final class MirroredTold {
    /** A frame. */
    private record Numbered(String region, long frame) {
        String tla() {
            return Tla.sequence(Stream.of(Tla.string(region), String.valueOf(frame)));
        }
    }

    /** Of one life of a server. */
    private record Ruled(String region, int life) {
        String tla() {
            return Tla.sequence(Stream.of(Tla.string(region), String.valueOf(life)));
        }
    }

    private record Seat(long player, String region, int life) {
        String tla() {
            return Tla.sequence(Stream.of(TracedAvatar.name(player), Tla.string(region), String.valueOf(life)));
        }
    }

    private record Person(long player, int life) {
        String tla() {
            return Tla.sequence(Stream.of(TracedAvatar.name(player), String.valueOf(life)));
        }
    }

    private record Away(String from, TracedTelling.Departed departed) {
        String tla() {
            return Tla.record(
                    "from",
                    Tla.string(from),
                    "to",
                    Tla.string(departed.to()),
                    "n",
                    String.valueOf(departed.member().session()));
        }
    }

    private final Map<Numbered, String> untold = new HashMap<>();
    private final Map<String, Integer> up = new HashMap<>();
    private final Map<Ruled, Long> told = new HashMap<>();
    private final Map<Seat, Long> present = new HashMap<>();
    private final Map<Person, Away> away = new HashMap<>();
    private final Map<Person, Long> over = new HashMap<>();

    void addAll(MirroredTold others) {
        untold.putAll(others.untold);
        up.putAll(others.up);
        told.putAll(others.told);
        present.putAll(others.present);
        away.putAll(others.away);
        over.putAll(others.over);
    }

    void apply(String region, TracedFrame frame) {
        untold.put(new Numbered(region, frame.number()), untold(frame));
    }

    private static String untold(TracedFrame frame) {
        Map<Long, TracedAvatar> avatars = new TreeMap<>();
        frame.avatars().forEach(avatar -> avatars.put(avatar.player(), avatar));
        Set<String> departed = new HashSet<>();
        for (TracedParcel parcel : frame.sent()) {
            for (TracedAvatar avatar : parcel.avatars()) {
                avatars.put(avatar.player(), avatar);
                departed.add(Tla.sequence(Stream.of(TracedAvatar.name(avatar.player()), Tla.string(parcel.to()))));
            }
        }
        Map<String, String> holds = new TreeMap<>();
        avatars.forEach((player, avatar) -> holds.put(
                TracedAvatar.name(player),
                Tla.record("cur", String.valueOf(avatar.cursor()), "items", Tla.counts(avatar.items()))));
        return Tla.record(
                "joined",
                frame.members().joinedTla(),
                "left",
                frame.members().leftTla(),
                "arrived",
                frame.members().arrivedTla(),
                "departed",
                Tla.set(departed.stream()),
                "results",
                Tla.sequence(frame.inputs().stream().map(TracedInput::tla)),
                "dealt",
                Tla.set(frame.deals().receipts().stream()
                        .map(receipt -> receipt.deal().pair())
                        .collect(Collectors.toSet())
                        .stream()),
                "holds",
                Tla.function(holds));
    }

    /** @param newestFrame the newest durable frame of the region */
    void apply(TraceEvent.Up event, long newestFrame) {
        up.put(event.region(), event.life());
        told.put(new Ruled(event.region(), event.life()), newestFrame);
        untold.keySet().removeIf(frame -> frame.region.equals(event.region()));
        present.keySet().removeIf(seat -> seat.region.equals(event.region()) && seat.life == event.life());
    }

    void apply(TraceEvent.Down event) {
        present.keySet().removeIf(seat -> seat.region.equals(event.region()) && seat.life == event.life());
    }

    void apply(TraceEvent.Shown shown) {
        String region = shown.region();
        int life = shown.life();
        TracedTelling telling = shown.telling();
        told.put(new Ruled(region, life), shown.frame());
        untold.keySet().removeIf(frame -> frame.region.equals(region) && frame.frame <= shown.frame());
        telling.arrived().forEach(arrived -> enter(arrived.joined().member(), region, life));
        for (TracedTelling.Member left : telling.left()) {
            present.remove(new Seat(left.player(), region, life));
            over.merge(new Person(left.player(), life), left.session(), Math::max);
        }
        telling.joined().forEach(joined -> enter(joined.member(), region, life));
        for (TracedTelling.Departed departed : telling.departed()) {
            long player = departed.member().player();
            present.remove(new Seat(player, region, life));
            away.put(new Person(player, life), new Away(region, departed));
        }
    }

    private void enter(TracedTelling.Member member, String region, int life) {
        over.merge(new Person(member.player(), life), Math.max(0, member.session() - 1), Math::max);
        Seat seat = new Seat(member.player(), region, life);
        if (member.session() == 0) {
            present.remove(seat);
        } else {
            present.put(seat, member.session());
        }
    }

    /** Names and values, for {@link Tla#record}. */
    List<String> fields() {
        Map<String, String> untoldPairs = new TreeMap<>();
        untold.forEach((frame, what) -> untoldPairs.put(frame.tla(), what));
        Map<String, String> upPairs = new TreeMap<>();
        up.forEach((region, life) -> upPairs.put(Tla.string(region), String.valueOf(life)));
        Map<String, String> toldPairs = new TreeMap<>();
        told.forEach((ruled, frame) -> toldPairs.put(ruled.tla(), String.valueOf(frame)));
        Map<String, String> presentPairs = new TreeMap<>();
        present.forEach((seat, session) -> presentPairs.put(seat.tla(), String.valueOf(session)));
        Map<String, String> awayPairs = new TreeMap<>();
        away.forEach((person, where) -> awayPairs.put(person.tla(), where.tla()));
        Map<String, String> overPairs = new TreeMap<>();
        over.forEach((person, session) -> overPairs.put(person.tla(), String.valueOf(session)));
        return List.of(
                "untold",
                Tla.function(untoldPairs),
                "up",
                Tla.function(upPairs),
                "told",
                Tla.function(toldPairs),
                "present",
                Tla.function(presentPairs),
                "away",
                Tla.function(awayPairs),
                "over",
                Tla.function(overPairs));
    }
}
