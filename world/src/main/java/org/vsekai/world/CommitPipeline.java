package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.Tally;
import org.vsekai.world.CommitBatch.Checkpoint;
import org.vsekai.world.FrameBuilder.MadeFrame;

/**
 * The frames between their tick and their durability. A pure state machine: events are method calls, effects go to the
 * {@link Journal}.
 *
 * <ul>
 *   <li>One commit is under way at a time; the frames made meanwhile gather and go together in the next.
 *   <li>A batch is repeated, unchanged, until it is known to be durable; after an unknown result the fence (epoch and commit
 *       number, read at one version) decides whether it was.
 *   <li>Frames come out in order, each once, only when durable.
 * </ul>
 */
final class CommitPipeline {
    /** Frames stop gathering in one batch at this size; the next frame always fits below the store's 10 MB. */
    static final int MAX_BATCH_BYTES = 1_000_000;

    /** From this many waiting frames, or bytes, on, new actions are refused: the store is behind. */
    static final int BUSY_FRAMES = 300;

    static final int BUSY_BYTES = 4_000_000;

    /** A batch that can't be made durable for so long stops the region: half a minute. */
    static final int PATIENCE_BEATS = 30 * 60;

    private static final int MAX_BACKOFF_BEATS = 60;

    private enum Phase {
        /** Nothing is under way. */
        IDLE,
        /** The store has been asked, and will answer. */
        COMMITTING,
        /** The batch is known not to be durable, and is sent again at {@link #nextTryBeat}. */
        WAITING_TO_RETRY,
        /** The fence has been asked for. */
        READING_FENCE,
        /** The fence could not be read, and is read again at {@link #nextTryBeat}. */
        WAITING_TO_READ_FENCE
    }

    private final Journal journal;
    private final Tally<WorldCounter> counters;
    private final long epoch;
    private final ArrayDeque<MadeFrame> gathered = new ArrayDeque<>();
    private long gatheredBytes;
    private Phase phase = Phase.IDLE;
    private @Nullable CommitBatch batch;
    private List<MadeFrame> batchFrames = List.of();
    private long lastCommit;
    private long beat;
    private long batchBeat;
    private long nextTryBeat;
    private int failures;

    CommitPipeline(Journal journal, Tally<WorldCounter> counters, long epoch, long lastCommit) {
        this.journal = journal;
        this.counters = counters;
        this.epoch = epoch;
        this.lastCommit = lastCommit;
    }

    void add(MadeFrame frame) {
        gathered.add(frame);
        gatheredBytes += frame.size();
        counters.count(WorldCounter.FRAMES_MADE);
        counters.add(WorldCounter.FRAME_BYTES, frame.size());
    }

    boolean isBusy() {
        return gathered.size() >= BUSY_FRAMES || gatheredBytes >= BUSY_BYTES;
    }

    boolean isIdle() {
        return phase == Phase.IDLE && gathered.isEmpty();
    }

    /** Whether the next batch would hold every frame made so far: only then may a checkpoint go with it. */
    boolean wouldTakeAll() {
        return phase == Phase.IDLE && gatheredBytes <= MAX_BATCH_BYTES;
    }

    boolean mayStart() {
        return phase == Phase.IDLE;
    }

    /** Frames that are made and not durable. */
    int waitingFrames() {
        return gathered.size() + batchFrames.size();
    }

    /** Sends the gathered frames, and the checkpoint, if there is anything to send. Nothing must be under way. */
    void start(long newestFrame, @Nullable Checkpoint checkpoint) {
        Check.that(phase == Phase.IDLE, "one commit is under way at a time");
        if (gathered.isEmpty() && checkpoint == null) {
            return;
        }
        List<MadeFrame> frames = new ArrayList<>();
        long bytes = 0;
        while (!gathered.isEmpty()
                && (frames.isEmpty() || bytes + gathered.getFirst().size() <= MAX_BATCH_BYTES)) {
            MadeFrame frame = gathered.removeFirst();
            bytes += frame.size();
            frames.add(frame);
        }
        gatheredBytes -= bytes;
        Check.that(checkpoint == null || gathered.isEmpty(), "a checkpoint goes with all frames before it");
        long lastFrame =
                frames.isEmpty() ? newestFrame : frames.getLast().frame().number();
        batchFrames = frames;
        batch = new CommitBatch(
                epoch,
                lastCommit + 1,
                lastFrame,
                frames.stream().map(MadeFrame::stored).toList(),
                checkpoint);
        batchBeat = beat;
        failures = 0;
        send();
    }

    /** A step of time. Returns why the region must stop, or null. */
    @Nullable
    String onBeat() {
        beat++;
        if (phase == Phase.IDLE) {
            return null;
        }
        if (beat - batchBeat > PATIENCE_BEATS) {
            return "the store has not taken a commit for " + PATIENCE_BEATS / 60 + " s";
        }
        if (phase == Phase.WAITING_TO_RETRY && beat >= nextTryBeat) {
            counters.count(WorldCounter.COMMITS_RETRIED);
            send();
        } else if (phase == Phase.WAITING_TO_READ_FENCE && beat >= nextTryBeat) {
            readFence();
        }
        return null;
    }

    /** The batch is durable. Returns its frames, to be published. */
    List<MadeFrame> onCommitted() {
        CommitBatch durable = Objects.requireNonNull(batch);
        Check.that(phase == Phase.COMMITTING || phase == Phase.READING_FENCE, "a commit was under way");
        List<MadeFrame> frames = batchFrames;
        lastCommit = durable.number();
        phase = Phase.IDLE;
        batch = null;
        batchFrames = List.of();
        counters.count(WorldCounter.COMMITS);
        counters.add(WorldCounter.FRAMES_DURABLE, frames.size());
        if (durable.checkpoint() != null) {
            counters.count(WorldCounter.CHECKPOINTS);
        }
        return frames;
    }

    /** The batch is certainly not durable; nothing stands against trying again. */
    void onNotCommitted() {
        Check.that(phase == Phase.COMMITTING, "a commit was under way");
        backOff(Phase.WAITING_TO_RETRY);
    }

    /** The batch may or may not be durable. */
    void onCommitUnknown() {
        Check.that(phase == Phase.COMMITTING, "a commit was under way");
        counters.count(WorldCounter.COMMITS_UNKNOWN);
        readFence();
    }

    void onFenceUnreadable() {
        Check.that(phase == Phase.READING_FENCE, "the fence was asked for");
        backOff(Phase.WAITING_TO_READ_FENCE);
    }

    /**
     * The fence, read after an unknown result. Neither number alone would do: under a newer epoch the same commit number may
     * be another owner's.
     *
     * @return what it means for the batch
     */
    Fence onFenceRead(long storedEpoch, long storedCommit) {
        CommitBatch asked = Objects.requireNonNull(batch);
        Check.that(phase == Phase.READING_FENCE, "the fence was asked for");
        if (storedEpoch != epoch) {
            return Fence.LOST;
        }
        if (storedCommit == asked.number()) {
            return Fence.COMMITTED;
        }
        Check.that(storedCommit == asked.number() - 1, "commits are dense", storedCommit);
        backOff(Phase.WAITING_TO_RETRY);
        return Fence.NOT_COMMITTED;
    }

    enum Fence {
        COMMITTED,
        NOT_COMMITTED,
        LOST
    }

    private void send() {
        phase = Phase.COMMITTING;
        journal.commit(Objects.requireNonNull(batch));
    }

    private void readFence() {
        phase = Phase.READING_FENCE;
        journal.readFence();
    }

    private void backOff(Phase waiting) {
        failures++;
        phase = waiting;
        nextTryBeat = beat + Math.min(MAX_BACKOFF_BEATS, 1L << Math.min(failures - 1, 6));
    }
}
