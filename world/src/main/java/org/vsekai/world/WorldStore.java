package org.vsekai.world;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.AvatarState;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.world.StoreEvent.LoggedInput;
import org.vsekai.world.StoreEvent.StoredPlayer;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Parcel;

/**
 * What a {@link RegionHost} asks of the store. Nothing here blocks: calls return at once, and answers come as {@link StoreEvent}s
 * in the order in which they are complete, on whichever thread completes them. Holds no state of its own.
 */
public final class WorldStore {
    /** How many ids a region takes at a time. */
    static final long ID_BLOCK = 4_096;

    /** Ids below this belong to region (0, 0) of worlds that were made before regions took blocks. */
    static final long FIRST_ID_OF_BLOCKS = 1L << 40;

    /**
     * How many actions of a player may be logged, counted from what the player's record says is applied. The record is behind by
     * what was applied since the region's last checkpoint: a few seconds' worth, at twenty a second.
     */
    static final int MOST_LOGGED_AHEAD = 512;

    private final Database database;
    private final WorldKeys keys;
    private final WorldShape shape;
    private final Executor worker;
    private final LongSupplier nanoTime;
    private final Consumer<StoreEvent> events;

    /**
     * @param worker runs what may take long (taking a region, reading an avatar), so that it doesn't run on the caller's thread
     * @param nanoTime for measuring how long commits take, and nothing else
     * @param events any thread; must not block
     */
    public WorldStore(
            Database database,
            WorldKeys keys,
            WorldShape shape,
            Executor worker,
            LongSupplier nanoTime,
            Consumer<StoreEvent> events) {
        this.database = database;
        this.keys = keys;
        this.shape = shape;
        this.worker = worker;
        this.nanoTime = nanoTime;
        this.events = events;
    }

    WorldShape shape() {
        return shape;
    }

    /** The way of one tenure's commits. */
    Journal journal(RegionId region, long tenure) {
        long[] startNanos = new long[1];
        StoreJournal journal = new StoreJournal(
                database,
                keys.in(region),
                outcome -> events.accept(
                        new StoreEvent.CommitAnswered(region, tenure, outcome, nanoTime.getAsLong() - startNanos[0])));
        return new Journal() {
            @Override
            public void commit(CommitBatch batch) {
                startNanos[0] = nanoTime.getAsLong();
                journal.commit(batch);
            }

            @Override
            public void readFence() {
                startNanos[0] = nanoTime.getAsLong();
                journal.readFence();
            }
        };
    }

    /** Raises the region's epoch and loads it; makes it, where it has never been. */
    void take(RegionId region, long tenure) {
        ask(
                () -> RegionTaking.take(database, keys.in(region), shape),
                recovered -> new StoreEvent.RegionTaken(region, tenure, recovered),
                why -> new StoreEvent.RegionFailed(region, tenure, why));
    }

    void readAvatar(RegionId region, long tenure, long playerId) {
        ask(
                () -> run(transaction -> storedPlayer(transaction, region, playerId)),
                stored -> new StoreEvent.AvatarRead(region, tenure, playerId, stored),
                why -> new StoreEvent.AvatarNotRead(region, tenure, playerId, why));
    }

    void takeIds(RegionId region, long tenure) {
        ask(
                () -> run(transaction -> takeBlock(transaction, keys)),
                from -> new StoreEvent.IdsTaken(region, tenure, from, from + ID_BLOCK),
                why -> new StoreEvent.RegionFailed(region, tenure, why));
    }

    /**
     * Reads and decodes the pages of a chunk, if the region is still of this epoch. An owner that waits for chunks may have nothing
     * to commit: this is where it learns that there is another.
     */
    void readChunk(RegionId region, long tenure, long chunk, long epoch) {
        ask(
                () -> run(transaction -> chunk(transaction, keys.in(region), chunk))
                        .<StoreEvent>thenApply(stored -> {
                            if (stored.epoch != epoch) {
                                return new StoreEvent.RegionFenced(region, tenure, stored.epoch);
                            }
                            return new StoreEvent.ChunkRead(
                                    region, tenure, chunk, ChunkPages.decode(chunk, stored.pages), stored.pages.size());
                        }),
                answer -> answer,
                why -> new StoreEvent.ChunkNotRead(region, tenure, chunk));
    }

    /** Whose the region is. */
    void readEpoch(RegionId region, long tenure) {
        ask(
                () -> run(transaction ->
                        transaction.snapshot().get(keys.in(region).epoch())),
                epoch -> new StoreEvent.EpochRead(region, tenure, StoreJournal.epoch(epoch)),
                why -> new StoreEvent.RegionFailed(region, tenure, why));
    }

    void readInbox(RegionId region, long tenure) {
        ask(
                () -> run(transaction -> parcels(transaction, keys.in(region))),
                parcels -> new StoreEvent.InboxRead(region, tenure, parcels, parcels.size() == Inbox.CAPACITY),
                why -> new StoreEvent.RegionFailed(region, tenure, why));
    }

    void findHome(long playerId, long sessionId) {
        ask(
                () -> run(transaction -> transaction.snapshot().get(keys.avatar(playerId)))
                        .thenApply(WorldStore::home),
                home -> new StoreEvent.HomeFound(playerId, sessionId, home),
                why -> new StoreEvent.HomeNotFound(playerId, sessionId));
    }

    /**
     * Makes an action durable until its home is up. Of several with one sequence the first stays. Not logged is what the player's
     * record says is used up, or is too far ahead of it: so the log of one player is bounded, however long no region is up.
     */
    void logInput(LoggedInput input, RegionId region) {
        ask(
                () -> run(transaction -> logInput(transaction, keys, input)),
                isLogged -> new StoreEvent.InputAnswered(input, region, isLogged),
                why -> new StoreEvent.InputAnswered(input, region, false));
    }

    /** Raises the world's clock to at least this tick; unanswered: the next commit does it too. */
    void raiseClock(long tick) {
        run(transaction -> {
                    raiseClock(transaction, keys, tick);
                    return CompletableFuture.completedStage(true);
                })
                .exceptionally(failure -> false);
    }

    // ---- what the transactions do ----

    /** The record's cursor may be behind: what is used up may get into the log, and is cleared by whoever reads it. */
    private static CompletionStage<Boolean> logInput(Transaction transaction, WorldKeys keys, LoggedInput input) {
        byte[] key = keys.loggedInput(input.playerId(), input.sequence());
        return transaction.getAll(List.of(key, keys.avatar(input.playerId()))).thenApply(values -> {
            long ahead = input.sequence() - cursor(values.get(1));
            if (ahead <= 0 || ahead > MOST_LOGGED_AHEAD) {
                return false;
            }
            if (values.get(0) == null) {
                transaction.set(key, Records.loggedInput(input).toByteArray());
            }
            return true;
        });
    }

    private static long cursor(byte @Nullable [] avatar) {
        return avatar == null
                ? 0
                : Records.parse(AvatarRecord.parser(), avatar, "avatar").getLastAppliedSequence();
    }

    static void raiseClock(Transaction transaction, WorldKeys keys, long tick) {
        transaction.mutate(MutationType.MAX, keys.clock(), number(tick));
    }

    /** @return the first id of the block */
    static CompletionStage<Long> takeBlock(Transaction transaction, WorldKeys keys) {
        return transaction.get(keys.nextEntityIds()).thenApply(value -> {
            long from = value == null ? FIRST_ID_OF_BLOCKS : number(value);
            transaction.set(keys.nextEntityIds(), number(from + ID_BLOCK));
            return from;
        });
    }

    /** The oldest parcels for a region, at most {@link Inbox#CAPACITY}. */
    static CompletionStage<List<Parcel>> parcels(Transaction transaction, WorldKeys keys) {
        KeyRange inbox = keys.inbox();
        return transaction
                .snapshot()
                .getRange(inbox.begin(), inbox.end(), Inbox.CAPACITY, false)
                .thenApply(pairs -> pairs.stream().map(WorldStore::parcel).toList());
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    static long number(byte[] value) {
        if (value.length != Long.BYTES) {
            throw new DamagedRecordException("a counter of " + value.length + " bytes", null);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private CompletionStage<StoredPlayer> storedPlayer(Transaction transaction, RegionId region, long playerId) {
        KeyRange logged = keys.loggedInputs(playerId);
        return transaction
                .get(keys.avatar(playerId))
                .thenCombine(transaction.getRange(logged.begin(), logged.end()), (value, pairs) -> {
                    AvatarState avatar = value == null
                            ? null
                            : Records.avatar(Records.parse(AvatarRecord.parser(), value, "avatar"));
                    return new StoredPlayer(avatar, home(value), false, loggedInputs(playerId, pairs));
                })
                .thenCompose(stored -> markArriving(transaction, region, playerId, stored));
    }

    private CompletionStage<StoredPlayer> markArriving(
            Transaction transaction, RegionId region, long playerId, StoredPlayer stored) {
        boolean[] isArriving = new boolean[1];
        KeyRange inbox = keys.in(region).inbox();
        return transaction
                .snapshot()
                .forEach(inbox.begin(), inbox.end(), RangeOptions.ALL, pair -> {
                    isArriving[0] = parcel(pair).getCrossing().getAvatarsList().stream()
                            .anyMatch(avatar -> avatar.getPlayerId() == playerId);
                    return !isArriving[0];
                })
                .thenApply(ignored -> new StoredPlayer(stored.avatar(), stored.home(), isArriving[0], stored.logged()));
    }

    private record StoredChunk(long epoch, List<byte[]> pages) {}

    private static CompletionStage<StoredChunk> chunk(Transaction transaction, WorldKeys keys, long chunk) {
        KeyRange pages = keys.chunk(ChunkKey.x(chunk), ChunkKey.z(chunk));
        ReadTransaction snapshot = transaction.snapshot();
        return snapshot.get(keys.epoch())
                .thenCombine(
                        snapshot.getRange(pages.begin(), pages.end()),
                        (epoch, pairs) -> new StoredChunk(
                                StoreJournal.epoch(epoch),
                                pairs.stream().map(KeyValue::value).toList()));
    }

    private static List<LoggedInput> loggedInputs(long playerId, List<KeyValue> pairs) {
        List<LoggedInput> inputs = new ArrayList<>();
        for (KeyValue pair : pairs) {
            AppliedInput record = Records.parse(AppliedInput.parser(), pair.value(), "logged input");
            inputs.add(new LoggedInput(
                    playerId, Presence.ABSENT, record.getResult().getSequence(), Records.action(record)));
        }
        return inputs;
    }

    private static Parcel parcel(KeyValue pair) {
        return Records.parse(Parcel.parser(), pair.value(), "parcel");
    }

    private static RegionId home(byte @Nullable [] avatar) {
        return avatar == null ? RegionId.SPAWN : Records.home(Records.parse(AvatarRecord.parser(), avatar, "avatar"));
    }

    // ---- asking ----

    private <T> CompletionStage<T> run(Function<Transaction, CompletionStage<T>> body) {
        return database.runAsync(TransactionOptions.DEFAULT, body);
    }

    private <T> void ask(
            Supplier<CompletionStage<T>> question,
            Function<T, StoreEvent> answer,
            Function<String, StoreEvent> failed) {
        worker.execute(() -> question.get().whenComplete((value, failure) -> {
            if (failure == null) {
                events.accept(answer.apply(value));
                return;
            }
            Throwable cause = RetryLoop.cause(failure);
            events.accept(isForGood(cause) ? new StoreEvent.StoreGone(text(cause)) : failed.apply(text(cause)));
        }));
    }

    /** Whether the failure is the whole store's, and not of one transaction. */
    static boolean isForGood(Throwable cause) {
        return cause instanceof StorageException storage
                && (storage.error() == StorageError.IO_ERROR || storage.error() == StorageError.DATABASE_CLOSED);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
