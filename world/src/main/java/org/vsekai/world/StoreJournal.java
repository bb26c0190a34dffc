package org.vsekai.world;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.world.CommitBatch.Checkpoint;
import org.vsekai.world.CommitBatch.StoredChunk;
import org.vsekai.world.CommitBatch.StoredFrame;
import org.vsekai.world.CommitBatch.Transfers;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;

/**
 * The journal over a store. A commit is one transaction that reads the region's epoch and head, so that it fails when either
 * has changed, and writes the batch and the new head. Nothing here blocks: outcomes are handed on as events for the loop, on
 * whichever thread the store completes them.
 */
final class StoreJournal implements Journal {
    private final Database database;
    private final WorldKeys keys;
    private final Consumer<Outcome> outcomes;

    /** What became of a commit or a reading of the fence. */
    sealed interface Outcome {
        void tell(RegionLoop loop);

        record Committed() implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onCommitted();
            }
        }

        record NotCommitted() implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onNotCommitted();
            }
        }

        record CommitUnknown() implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onCommitUnknown();
            }
        }

        record FenceRead(long epoch, long commit) implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onFenceRead(epoch, commit);
            }
        }

        record FenceUnreadable() implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onFenceUnreadable();
            }
        }

        record Fenced(String what) implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onFenced(what);
            }
        }

        /** The whole store is gone for good. */
        record StoreGone(String why) implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onStoreFailed(why);
            }
        }

        record StoreFailed(String why) implements Outcome {
            @Override
            public void tell(RegionLoop loop) {
                loop.onStoreFailed(why);
            }
        }
    }

    /** @param outcomes any thread; must not block */
    StoreJournal(Database database, WorldKeys keys, Consumer<Outcome> outcomes) {
        this.database = database;
        this.keys = keys;
        this.outcomes = outcomes;
    }

    @Override
    public void commit(CommitBatch batch) {
        begin(transaction -> tryCommit(transaction, batch), StoreJournal::failedCommit);
    }

    @Override
    public void readFence() {
        begin(
                transaction -> fence(transaction)
                        .thenApply(fence -> new Outcome.FenceRead(fence.epoch, fence.head.getCommit())),
                StoreJournal::failedRead);
    }

    private interface Attempt {
        CompletionStage<? extends Outcome> in(Transaction transaction);
    }

    private interface Failure {
        Outcome of(StorageException failure);
    }

    private void begin(Attempt attempt, Failure failed) {
        Transaction transaction;
        try {
            transaction = database.begin(TransactionOptions.DEFAULT);
        } catch (StorageException failure) {
            outcomes.accept(failedFinally(failure));
            return;
        }
        run(attempt, transaction).whenComplete((outcome, failure) -> {
            transaction.close();
            outcomes.accept(failure == null ? outcome : outcomeOf(failure, failed));
        });
    }

    private static CompletionStage<? extends Outcome> run(Attempt attempt, Transaction transaction) {
        try {
            return attempt.in(transaction);
        } catch (StorageException | DamagedRecordException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private static Outcome outcomeOf(Throwable failure, Failure failed) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof StorageException storage
                ? failed.of(storage)
                : new Outcome.StoreFailed(String.valueOf(cause));
    }

    private static Outcome failedCommit(StorageException failure) {
        if (!failure.error().retryable()) {
            return failedFinally(failure);
        }
        return failure.error().maybeCommitted() ? new Outcome.CommitUnknown() : new Outcome.NotCommitted();
    }

    private static Outcome failedRead(StorageException failure) {
        return failure.error().retryable() ? new Outcome.FenceUnreadable() : failedFinally(failure);
    }

    private static Outcome failedFinally(StorageException failure) {
        String why = String.valueOf(failure.getMessage());
        return WorldStore.isForGood(failure) ? new Outcome.StoreGone(why) : new Outcome.StoreFailed(why);
    }

    private record Fence(long epoch, HeadRecord head) {}

    private CompletionStage<Fence> fence(Transaction transaction) {
        CompletionStage<byte @Nullable []> epoch = transaction.get(keys.epoch());
        CompletionStage<byte @Nullable []> head = transaction.get(keys.head());
        return epoch.thenCombine(head, (epochValue, headValue) -> new Fence(epoch(epochValue), head(headValue)));
    }

    static long epoch(byte @Nullable [] value) {
        return value == null
                ? 0
                : Records.parse(EpochRecord.parser(), value, "epoch").getEpoch();
    }

    static HeadRecord head(byte @Nullable [] value) {
        return value == null ? HeadRecord.getDefaultInstance() : Records.parse(HeadRecord.parser(), value, "head");
    }

    private CompletionStage<? extends Outcome> tryCommit(Transaction transaction, CommitBatch batch) {
        return fence(transaction).thenCompose(fence -> {
            Outcome known = judge(fence, batch);
            if (known != null) {
                return CompletableFuture.completedStage(known);
            }
            return missingParcel(transaction, batch).thenCompose(missing -> {
                if (missing != null) {
                    return CompletableFuture.completedStage(new Outcome.Fenced(missing));
                }
                write(transaction, batch);
                return transaction.commit().thenApply(ignored -> new Outcome.Committed());
            });
        });
    }

    /** Reads what the batch takes from the inbox. Says which is not there, or null: a parcel is taken once. */
    private CompletionStage<@Nullable String> missingParcel(Transaction transaction, CommitBatch batch) {
        List<ParcelId> taken = batch.frames().stream()
                .flatMap(frame -> frame.transfers().taken().stream())
                .toList();
        if (taken.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return transaction.getAll(taken.stream().map(this::inboxKey).toList()).thenApply(values -> {
            int at = values.indexOf(null);
            return at < 0
                    ? null
                    : "the parcel " + ParcelOrder.of(taken.get(at)) + " is not in the inbox of " + keys.regionId();
        });
    }

    private byte[] inboxKey(ParcelId id) {
        return keys.parcel(Records.region(id.getSender()), id.getFrame(), id.getIndex());
    }

    /** What the fence alone decides, or null when the batch may be written. */
    private static @Nullable Outcome judge(Fence fence, CommitBatch batch) {
        if (fence.epoch != batch.epoch()) {
            return new Outcome.Fenced("its epoch is " + batch.epoch() + ", the store's is " + fence.epoch);
        }
        HeadRecord head = fence.head;
        if (head.getCommit() == batch.number() && head.getFrame() == batch.lastFrame()) {
            // An earlier try of this very batch, whose result was unknown, took place after all.
            return new Outcome.Committed();
        }
        if (head.getCommit() != batch.number() - 1 || head.getFrame() != batch.previousFrame()) {
            return new Outcome.Fenced("frame " + batch.previousFrame() + " (commit " + (batch.number() - 1)
                    + ") should be the store's newest, but that is frame " + head.getFrame() + " (commit "
                    + head.getCommit() + ")");
        }
        return null;
    }

    private void write(Transaction transaction, CommitBatch batch) {
        for (StoredFrame frame : batch.frames()) {
            for (int part = 0; part < frame.parts().size(); part++) {
                transaction.set(
                        keys.framePart(frame.number(), part), frame.parts().get(part));
            }
            write(transaction, frame.transfers());
        }
        Checkpoint checkpoint = batch.checkpoint();
        if (checkpoint != null) {
            write(transaction, checkpoint);
        }
        WorldStore.raiseClock(transaction, keys, batch.tick());
        transaction.set(
                keys.head(),
                HeadRecord.newBuilder()
                        .setFrame(batch.lastFrame())
                        .setCommit(batch.number())
                        .build()
                        .toByteArray());
    }

    private void write(Transaction transaction, Transfers transfers) {
        for (Parcel parcel : transfers.sent()) {
            ParcelId id = parcel.getId();
            transaction.set(
                    keys.in(Records.region(parcel.getReceiver())).parcel(keys.regionId(), id.getFrame(), id.getIndex()),
                    parcel.toByteArray());
        }
        transfers.taken().forEach(id -> transaction.clear(inboxKey(id)));
        transfers.departed().forEach(avatar -> transaction.set(keys.avatar(avatar.playerId()), avatar.value()));
        transfers.usedUp().forEach(used -> transaction.clear(keys.loggedInput(used.playerId(), used.sequence())));
    }

    private void write(Transaction transaction, Checkpoint checkpoint) {
        for (StoredChunk chunk : checkpoint.chunks()) {
            for (int page = 0; page < chunk.pages().size(); page++) {
                transaction.set(
                        keys.page(chunk.chunkX(), chunk.chunkZ(), page),
                        chunk.pages().get(page));
            }
            for (int page = chunk.pages().size(); page < chunk.oldPageCount(); page++) {
                transaction.clear(keys.page(chunk.chunkX(), chunk.chunkZ(), page));
            }
        }
        checkpoint.avatars().forEach(avatar -> transaction.set(keys.avatar(avatar.playerId()), avatar.value()));
        CheckpointRecord.Builder record = CheckpointRecord.newBuilder()
                .setFrame(checkpoint.frame())
                .setTick(checkpoint.tick())
                .setNextEntityId(checkpoint.nextEntityId())
                .setEntityIdLimit(checkpoint.entityIdLimit())
                .setOldestFrame(checkpoint.oldestFrame());
        DealImage.addTo(record, checkpoint.deals());
        transaction.set(keys.checkpoint(), record.build().toByteArray());
    }
}
