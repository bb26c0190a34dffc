package org.vsekai.archive.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;

/**
 * Brings a source into a store. What makes a world of what has come, its record, is held back until everything else is there and
 * has been read again; so a landing that is cut short leaves no world, and the next one goes on behind the last batch. Each
 * transaction holds one batch and checks that nobody else has brought anything since the one before. Blocks.
 *
 * <p>Memory: a batch, a piece of the source and a piece of the target, a megabyte together, and the records held back.
 */
final class Landing {
    /** A batch is written when it has reached this size: with one more pair it is well below a megabyte. */
    static final int BATCH_BYTES = 512 * 1024;

    /** Records of worlds are some dozen bytes each. */
    private static final long MAX_HELD_BYTES = 16L << 20;

    private final Database target;
    private final Scope scope;
    private final MoveListener listener;
    private final ContentDigest read = new ContentDigest();
    private final List<KeyValue> held = new ArrayList<>();
    private final List<KeyValue> batch = new ArrayList<>();
    private long heldBytes;
    private long batchBytes;
    private Arrival arrival;
    private boolean isResumed;

    private Landing(Database target, Scope scope, String source, MoveListener listener) {
        this.target = target;
        this.scope = scope;
        this.listener = listener;
        arrival = new Arrival(source, null);
    }

    /**
     * @param restart clear what an unfinished landing has left, whatever its source was
     * @throws ArchiveException where the target is not empty, or holds part of something else
     */
    static Moved land(PairSource source, Database target, Scope scope, boolean restart, MoveListener listener)
            throws IOException {
        var landing = new Landing(target, scope, source.identity(), listener);
        landing.begin(restart);
        source.read(landing::take);
        landing.writeBatch();
        Content content = landing.read.content();
        landing.verify(content);
        landing.finish();
        return new Moved(scope, content, landing.isResumed);
    }

    private void begin(boolean restart) {
        Arrival wanted = arrival;
        arrival = target.run(RangeScan.PATIENT, transaction -> {
            byte[] stored = RetryLoop.await(transaction.get(scope.unfinished()));
            if (stored != null && restart) {
                transaction.clearRange(scope.keys().begin(), scope.keys().end());
            } else if (stored != null) {
                return goOn(Arrival.fromBytes(stored), wanted);
            } else {
                checkEmpty(transaction);
            }
            transaction.set(scope.unfinished(), wanted.toBytes());
            return wanted;
        });
        isResumed = arrival.lastKey() != null;
        if (isResumed) {
            listener.onNote("goes on where an earlier run was cut short");
        }
    }

    private static Arrival goOn(Arrival stored, Arrival wanted) {
        if (!stored.source().equals(wanted.source())) {
            throw new ArchiveException(
                    "the target holds part of something else, or of an earlier state of the source. Finish that first, or give "
                            + "--restart, which clears what has come of it");
        }
        return stored;
    }

    private void checkEmpty(Transaction transaction) {
        if (RetryLoop.await(transaction.get(StoredWorlds.unfinishedStore())) != null) {
            throw new ArchiveException("into the target a whole store was being brought, and only part of it has come: "
                    + "finish that first, or name another target");
        }
        KeyRange keys = scope.keys();
        List<KeyValue> first = RetryLoop.await(
                        transaction.getRange(keys.begin(), keys.end(), RangeOptions.ALL.withLimit(1)))
                .pairs();
        if (!first.isEmpty()) {
            throw new ArchiveException("the target is not empty: it holds "
                    + Keys.printable(first.getFirst().key())
                    + (scope instanceof Scope.World ? ", of " + scope : "")
                    + ". Nothing was changed. Name another store, or a new folder");
        }
    }

    private void take(byte[] key, byte[] value) {
        read.add(key, value);
        if (StoredWorlds.isRecord(key)) {
            hold(key, value);
            return;
        }
        if (arrival.lastKey() != null && Keys.compare(key, arrival.lastKey()) <= 0) {
            return;
        }
        batch.add(new KeyValue(key, value));
        batchBytes += key.length + value.length;
        if (batchBytes >= BATCH_BYTES) {
            writeBatch();
        }
    }

    private void hold(byte[] key, byte[] value) {
        held.add(new KeyValue(key, value));
        heldBytes += key.length + value.length;
        if (heldBytes > MAX_HELD_BYTES) {
            throw new ArchiveException(
                    "the source holds more worlds than can be moved at once: name them with --world");
        }
    }

    private void writeBatch() {
        if (batch.isEmpty()) {
            return;
        }
        byte[] before = arrival.toBytes();
        Arrival next = new Arrival(arrival.source(), batch.getLast().key());
        byte[] after = next.toBytes();
        target.run(RangeScan.PATIENT, transaction -> {
            byte[] stored = RetryLoop.await(transaction.get(scope.unfinished()));
            if (Arrays.equals(stored, after)) {
                return true; // An earlier try, whose result was unknown, took place.
            }
            checkUntouched(transaction, stored, before);
            batch.forEach(pair -> transaction.set(pair.key(), pair.value()));
            transaction.set(scope.unfinished(), after);
            return true;
        });
        arrival = next;
        batch.clear();
        batchBytes = 0;
        listener.onProgress(MoveListener.Step.MOVING, read.pairs(), read.bytes());
    }

    private void checkUntouched(Transaction transaction, byte @Nullable [] stored, byte[] expected) {
        boolean isWorldThere = scope instanceof Scope.World(String name)
                && RetryLoop.await(transaction.get(WorldKeys.of(name).world())) != null;
        if (isWorldThere || !Arrays.equals(stored, expected)) {
            throw new ArchiveException(
                    "somebody else writes into the target, another import or a server: stop it, and begin again with --restart");
        }
    }

    /** Reads the target again, with what is held back in its place. */
    private void verify(Content expected) throws IOException {
        var digest = new ContentDigest();
        int[] nextHeld = {0};
        new RangeScan(target, scope.keys())
                .read(
                        (key, value) -> {
                            nextHeld[0] = addHeldBefore(key, nextHeld[0], digest);
                            if (!Arrays.equals(key, scope.unfinished())) {
                                digest.add(key, value);
                            }
                        },
                        () -> listener.onProgress(MoveListener.Step.VERIFYING, digest.pairs(), digest.bytes()));
        addHeldBefore(null, nextHeld[0], digest);
        Content found = digest.content();
        if (!found.equals(expected)) {
            throw new ArchiveException("what arrived is not what was read: read " + expected + ", arrived " + found
                    + ". There is no world in the target. Begin again with --restart");
        }
    }

    private int addHeldBefore(byte @Nullable [] key, int from, ContentDigest digest) {
        int next = from;
        while (next < held.size() && (key == null || Keys.compare(held.get(next).key(), key) < 0)) {
            digest.add(held.get(next).key(), held.get(next).value());
            next++;
        }
        return next;
    }

    /** The moment at which there is a world. */
    private void finish() {
        byte[] before = arrival.toBytes();
        target.run(RangeScan.PATIENT, transaction -> {
            byte[] stored = RetryLoop.await(transaction.get(scope.unfinished()));
            if (stored == null && isThere(transaction)) {
                return true; // An earlier try, whose result was unknown, took place.
            }
            checkUntouched(transaction, stored, before);
            held.forEach(pair -> transaction.set(pair.key(), pair.value()));
            transaction.clear(scope.unfinished());
            return true;
        });
    }

    private boolean isThere(Transaction transaction) {
        return held.stream()
                .allMatch(pair -> Arrays.equals(RetryLoop.await(transaction.get(pair.key())), pair.value()));
    }
}
