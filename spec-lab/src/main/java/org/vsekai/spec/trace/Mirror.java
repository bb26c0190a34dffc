package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is stored, as the events tell it, for the beginning of a trace: believes everything. What may be is for the
 * specification to say.
 */
final class Mirror {
    /** @param at a region, or a parcel, in the words of TLA+ */
    private record Placed<T>(String at, T what) {}

    private final Map<String, Long> epochs = new TreeMap<>();
    private final Map<String, TraceEvent.Commit> heads = new TreeMap<>();
    private final Map<String, Long> ticks = new TreeMap<>();
    private final Map<String, Long> checkpoints = new TreeMap<>();
    private final Map<Long, Placed<TracedAvatar>> avatars = new TreeMap<>();
    private final Map<Long, Placed<TracedThing>> things = new HashMap<>();
    private final Set<Long> gone = new HashSet<>();

    /** Changed after the newest checkpoint of the region that they are in. */
    private final Set<Long> dirty = new HashSet<>();

    private final Map<ParcelKey, TracedParcel> inbox = new HashMap<>();
    private final Set<TracedInput> logged = new HashSet<>();
    private final MirroredDeals deals = new MirroredDeals();
    private final MirroredTold told = new MirroredTold();

    Mirror copy() {
        Mirror copy = new Mirror();
        copy.epochs.putAll(epochs);
        copy.heads.putAll(heads);
        copy.ticks.putAll(ticks);
        copy.checkpoints.putAll(checkpoints);
        copy.avatars.putAll(avatars);
        copy.things.putAll(things);
        copy.gone.addAll(gone);
        copy.dirty.addAll(dirty);
        copy.inbox.putAll(inbox);
        copy.logged.addAll(logged);
        copy.deals.addAll(deals);
        copy.told.addAll(told);
        return copy;
    }

    /** A thing that the region was made with. */
    void begin(String region, TracedThing thing) {
        things.put(thing.id(), new Placed<>(Tla.string(region), thing));
    }

    /** Somebody who was stored without any frame. */
    void arrive(String home, TracedAvatar avatar) {
        avatars.put(avatar.player(), new Placed<>(Tla.string(home), avatar));
    }

    void apply(TraceEvent event) {
        switch (event) {
            case TraceEvent.Take take -> epochs.put(take.region(), take.epoch());
            case TraceEvent.Log log -> logged.add(log.input());
            case TraceEvent.Stray stray -> {}
            case TraceEvent.Up up -> {
                TraceEvent.Commit head = heads.get(up.region());
                told.apply(up, head == null ? 0 : head.headFrame());
            }
            case TraceEvent.Down down -> told.apply(down);
            case TraceEvent.Shown shown -> told.apply(shown);
            case TraceEvent.Answered answered -> {}
            case TraceEvent.Commit commit -> {
                commit.frames().forEach(frame -> apply(commit.region(), frame));
                heads.put(commit.region(), commit);
                commit.checkpoint().ifPresent(checkpoint -> {
                    checkpoints.put(commit.region(), checkpoint.frame());
                    dirty.removeIf(id -> isIn(commit.region(), id));
                });
                logged.removeAll(commit.unlogged());
            }
        }
    }

    private boolean isIn(String region, long id) {
        Placed<TracedThing> placed = things.get(id);
        return placed != null && placed.at.equals(Tla.string(region));
    }

    private void apply(String region, TracedFrame frame) {
        String here = Tla.string(region);
        Set<String> taken = new HashSet<>();
        for (ParcelKey key : frame.taken()) {
            inbox.remove(key);
            taken.add(key.tla());
        }
        avatars.replaceAll((player, placed) -> taken.contains(placed.at) ? new Placed<>(here, placed.what) : placed);
        if (!taken.isEmpty()) {
            things.replaceAll((id, placed) -> taken.contains(placed.at) ? new Placed<>(here, placed.what) : placed);
        }
        frame.avatars().forEach(avatar -> avatars.put(avatar.player(), new Placed<>(here, avatar)));
        for (TracedChange change : frame.changes()) {
            if (change.is().equals(TracedChange.NOTHING)) {
                things.remove(change.id());
                gone.add(change.id());
            } else {
                dirty.add(change.id());
                things.put(change.id(), new Placed<>(here, new TracedThing(change.id(), change.is(), change.items())));
            }
        }
        for (TracedParcel parcel : frame.sent()) {
            ParcelKey key = new ParcelKey(parcel.to(), region, frame.number(), parcel.index());
            inbox.put(key, parcel);
            parcel.avatars().forEach(avatar -> avatars.put(avatar.player(), new Placed<>(key.tla(), avatar)));
            for (TracedThing thing : parcel.things()) {
                gone.remove(thing.id());
                things.put(thing.id(), new Placed<>(key.tla(), thing));
            }
        }
        gone.addAll(deals.apply(region, frame));
        gone.removeIf(deals::isLifted);
        told.apply(region, frame);
        ticks.put(region, frame.tick());
    }

    /** What is stored now, for a trace that has to do with these things alone, and with what waits in inboxes. */
    String snapshot(Set<Long> tracked) {
        Map<String, String> avatarValues = new TreeMap<>();
        avatars.forEach((player, placed) -> avatarValues.put(
                TracedAvatar.name(player),
                Tla.record(
                        "at",
                        placed.at,
                        "cur",
                        String.valueOf(placed.what.cursor()),
                        "items",
                        Tla.counts(placed.what.items()))));
        Map<String, String> thingValues = new TreeMap<>();
        Set<String> waiting = inbox.keySet().stream().map(ParcelKey::tla).collect(Collectors.toSet());
        things.forEach((id, placed) -> {
            if (tracked.contains(id) || waiting.contains(placed.at)) {
                thingValues.put(
                        TracedThing.name(id),
                        Tla.record(
                                "at",
                                placed.at,
                                "is",
                                Tla.string(placed.what.is()),
                                "items",
                                Tla.counts(placed.what.items())));
            }
        });
        List<String> fields = new ArrayList<>(List.of(
                "epoch",
                Tla.function(strings(epochs)),
                "head",
                Tla.function(headValues()),
                "tick",
                Tla.function(strings(ticks)),
                "checkpoint",
                Tla.function(strings(checkpoints)),
                "avatar",
                Tla.function(avatarValues),
                "thing",
                Tla.function(thingValues),
                "dirty",
                Tla.set(tracked.stream().filter(dirty::contains).map(TracedThing::name)),
                "gone",
                Tla.set(tracked.stream().filter(gone::contains).map(TracedThing::name)),
                "inbox",
                TraceEvent.parcels(inbox),
                "logged",
                Tla.set(logged.stream().map(TracedInput::pair)),
                "letter",
                deals.letters(),
                "open",
                deals.open(),
                "aside",
                deals.aside()));
        fields.addAll(told.fields());
        return Tla.record(fields.toArray(String[]::new));
    }

    private Map<String, String> headValues() {
        Map<String, String> values = new TreeMap<>();
        heads.forEach((region, commit) -> values.put(
                Tla.string(region),
                Tla.record(
                        "frame", String.valueOf(commit.headFrame()), "commit", String.valueOf(commit.headCommit()))));
        return values;
    }

    private static Map<String, String> strings(Map<String, Long> numbers) {
        Map<String, String> values = new TreeMap<>();
        numbers.forEach((region, number) -> values.put(Tla.string(region), String.valueOf(number)));
        return values;
    }

    /** The things that an event has to do with, but for those in pages. */
    static Stream<Long> touched(TraceEvent event) {
        if (!(event instanceof TraceEvent.Commit commit)) {
            return Stream.of();
        }
        return commit.frames().stream()
                .flatMap(frame -> Stream.concat(
                        frame.changes().stream().map(TracedChange::id),
                        frame.sent().stream()
                                .map(TracedParcel::things)
                                .flatMap(List::stream)
                                .map(TracedThing::id)));
    }
}
