package org.vsekai.spec.trace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One step of a run, in the order in which the store made things durable: an event of {@code TraceWorld.tla}. */
public sealed interface TraceEvent {
    String tla();

    /** A region was taken. */
    record Take(String region, long epoch) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record("ev", "\"take\"", "r", Tla.string(region), "ep", String.valueOf(epoch));
        }
    }

    /** An input went to the durable log. */
    record Log(TracedInput input) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record(
                    "ev", "\"log\"", "p", TracedAvatar.name(input.player()), "s", String.valueOf(input.sequence()));
        }
    }

    /** A region has come up in a life of a server. */
    record Up(String region, int life) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record("ev", "\"up\"", "r", Tla.string(region), "life", String.valueOf(life));
        }
    }

    /** A region has gone down in a life of a server. */
    record Down(String region, int life) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record("ev", "\"down\"", "r", Tla.string(region), "life", String.valueOf(life));
        }
    }

    /** Players were shown a frame. */
    record Shown(String region, int life, long frame, TracedTelling telling) implements TraceEvent {
        @Override
        public String tla() {
            String[] place = {
                "ev", "\"shown\"", "r", Tla.string(region), "life", String.valueOf(life), "no", String.valueOf(frame)
            };
            return Tla.record(
                    Stream.of(place, telling.fields()).flatMap(Stream::of).toArray(String[]::new));
        }

        Shown withFrame(long other) {
            return new Shown(region, life, other, telling);
        }

        Shown with(TracedTelling other) {
            return new Shown(region, life, frame, other);
        }
    }

    /** A player was told again what became of an action. */
    record Answered(TracedInput input, int life, long session) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record(
                    "ev",
                    "\"answered\"",
                    "p",
                    TracedAvatar.name(input.player()),
                    "s",
                    String.valueOf(input.sequence()),
                    "life",
                    String.valueOf(life),
                    "n",
                    String.valueOf(session));
        }
    }

    /** A part of a commit was written by itself. */
    record Stray(String what) implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record("ev", "\"stray\"", "what", Tla.string(what));
        }
    }

    /**
     * A region's commit.
     *
     * @param checkpoint if there was one
     * @param saved the avatars' own records that were written
     * @param pages the things in the pages that were written
     * @param put parcels that were written to inboxes, as they lie there
     * @param cleared parcels that are gone from inboxes
     * @param unlogged inputs that are gone from the log
     */
    record Commit(
            String region,
            long headFrame,
            long headCommit,
            List<TracedFrame> frames,
            Optional<Checkpoint> checkpoint,
            List<TracedAvatar> saved,
            List<TracedThing> pages,
            Map<ParcelKey, TracedParcel> put,
            Set<ParcelKey> cleared,
            Set<TracedInput> unlogged)
            implements TraceEvent {
        @Override
        public String tla() {
            return Tla.record(
                    "ev",
                    "\"commit\"",
                    "r",
                    Tla.string(region),
                    "head",
                    Tla.record("frame", String.valueOf(headFrame), "commit", String.valueOf(headCommit)),
                    "frames",
                    Tla.sequence(frames.stream().map(TracedFrame::tla)),
                    "checkpoint",
                    Tla.sequence(checkpoint.stream().map(Checkpoint::tla)),
                    "saved",
                    Tla.sequence(saved.stream().map(TracedAvatar::tla)),
                    "pages",
                    Tla.sequence(pages.stream().map(TracedThing::tla)),
                    "put",
                    parcels(put),
                    "cleared",
                    Tla.set(cleared.stream().map(ParcelKey::tla)),
                    "unlogged",
                    Tla.set(unlogged.stream().map(TracedInput::pair)));
        }

        Commit withFrames(List<TracedFrame> others) {
            return new Commit(region, headFrame, headCommit, others, checkpoint, saved, pages, put, cleared, unlogged);
        }

        Commit withPages(List<TracedThing> others) {
            return new Commit(region, headFrame, headCommit, frames, checkpoint, saved, others, put, cleared, unlogged);
        }

        Commit withUnlogged(Set<TracedInput> others) {
            return new Commit(region, headFrame, headCommit, frames, checkpoint, saved, pages, put, cleared, others);
        }

        Commit withPut(Map<ParcelKey, TracedParcel> other) {
            return new Commit(
                    region, headFrame, headCommit, frames, checkpoint, saved, pages, other, cleared, unlogged);
        }

        Commit withoutCleared() {
            return new Commit(region, headFrame, headCommit, frames, checkpoint, saved, pages, put, Set.of(), unlogged);
        }

        Commit withHead(long frame, long moreCommits) {
            return new Commit(
                    region, frame, headCommit + moreCommits, frames, checkpoint, saved, pages, put, cleared, unlogged);
        }

        Commit withCheckpoint(long moreFrames, long moreCut) {
            Optional<Checkpoint> other = checkpoint.map(
                    was -> new Checkpoint(was.frame() + moreFrames, was.oldest() + moreCut, was.open(), was.aside()));
            return new Commit(region, headFrame, headCommit, frames, other, saved, pages, put, cleared, unlogged);
        }

        Commit withNothingOpen() {
            Optional<Checkpoint> other =
                    checkpoint.map(was -> new Checkpoint(was.frame(), was.oldest(), List.of(), List.of()));
            return new Commit(region, headFrame, headCommit, frames, other, saved, pages, put, cleared, unlogged);
        }
    }

    /**
     * @param oldest the first frame that is kept
     * @param open the transactions that the region coordinates
     * @param aside those of which it has set its part aside
     */
    record Checkpoint(long frame, long oldest, List<TracedDeals.Open> open, List<TracedInput> aside) {
        String tla() {
            return Tla.record(
                    "frame",
                    String.valueOf(frame),
                    "oldest",
                    String.valueOf(oldest),
                    "open",
                    Tla.sequence(open.stream().map(TracedDeals.Open::tla)),
                    "aside",
                    Tla.sequence(aside.stream().map(TracedInput::pair)));
        }
    }

    /** By where they lie. */
    static String parcels(Map<ParcelKey, TracedParcel> parcels) {
        Map<String, String> pairs = new TreeMap<>();
        parcels.forEach((key, parcel) -> pairs.put(key.tla(), parcel.tla()));
        return Tla.function(pairs);
    }
}
