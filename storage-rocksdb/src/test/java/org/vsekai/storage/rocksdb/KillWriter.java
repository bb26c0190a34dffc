package org.vsekai.storage.rocksdb;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * The process that is killed: writers that go on where the life before ended, each with one transaction under way, and say on
 * standard output what was acknowledged to them, as an {@link Acknowledgement} each.
 *
 * <p>Arguments: the folder, how many writers, after how many commits it closes the store and ends, a {@link BrokenWrite}, the {@link
 * CrashPoint} at which it dies and at which passing, counted from 1.
 */
final class KillWriter {
    /** Says that something that can't be was seen in the writing process itself. */
    static final int BROKEN = 3;

    /** How a process ends that died at its crash point. */
    static final int CRASHED = 99;

    /** Every so many transactions one reads what the one before wrote. */
    private static final int READS_BEFORE = 4;

    private static final RocksOptions OPTIONS =
            RocksOptions.DEFAULT.withMemoryBytes(RocksOptions.MIN_MEMORY_BYTES).withMinFreeBytes(0);

    private final RocksDatabase database;
    private final long commits;
    private final boolean isSound;
    private final AtomicLong begun = new AtomicLong();
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private KillWriter(RocksDatabase database, long commits, boolean isSound) {
        this.database = database;
        this.isSound = isSound;
        this.commits = commits;
    }

    /** Writer's transaction {@code number} was committed there. Big-endian on the pipe. */
    record Acknowledgement(int writer, long number, long version, int order) {
        static final int SIZE = 2 * Integer.BYTES + 2 * Long.BYTES;

        byte[] encode() {
            return ByteBuffer.allocate(SIZE)
                    .putInt(writer)
                    .putLong(number)
                    .putLong(version)
                    .putInt(order)
                    .array();
        }

        static Acknowledgement decode(ByteBuffer from) {
            return new Acknowledgement(from.getInt(), from.getLong(), from.getLong(), from.getInt());
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        int writers = Integer.parseInt(arguments[1]);
        long commits = Long.parseLong(arguments[2]);
        var broken = BrokenWrite.valueOf(arguments[3]);
        var seams = TestStores.seams(Sabotage.NONE).with(broken);
        if (arguments.length > 4) {
            seams = seams.with(dyingAt(CrashPoint.valueOf(arguments[4]), Long.parseLong(arguments[5])));
        }
        try (var database = RocksDatabase.open(Path.of(arguments[0]), OPTIONS, seams)) {
            var writer = new KillWriter(database, commits, broken == BrokenWrite.NONE);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < writers; i++) {
                int number = i;
                threads.add(Thread.ofVirtual().start(() -> writer.writeOrDie(number)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static CrashPoint.Passing dyingAt(CrashPoint where, long passing) {
        var passed = new AtomicLong();
        return point -> {
            if (point == where && passed.incrementAndGet() == passing) {
                Runtime.getRuntime().halt(CRASHED);
            }
        };
    }

    /** The loop that owns the thread. */
    @SuppressWarnings({"CatchingUnchecked", "SystemErr"}) // The process has nothing but standard error.
    private void writeOrDie(int writer) {
        try {
            write(writer);
        } catch (RuntimeException | Error broken) {
            System.err.println("writer " + writer + ": " + broken);
            Runtime.getRuntime().halt(BROKEN);
        }
    }

    private void write(int writer) {
        long number = 1 + database.run(tx -> number(RetryLoop.await(tx.get(KillStep.head(writer)))));
        while (begun.getAndIncrement() < commits) {
            say(commit(writer, number));
            number++;
        }
    }

    private Acknowledgement commit(int writer, long number) {
        try (Transaction tx = database.begin(TransactionOptions.DEFAULT)) {
            if (number % READS_BEFORE == 0) {
                long before = number(RetryLoop.await(tx.get(KillStep.head(writer))));
                // A broken engine is to be noticed by what it leaves, not by this.
                if (isSound && before != number - 1) {
                    throw new IllegalStateException("reads " + before + " before writing " + number);
                }
            }
            KillStep.of(writer, number).forEach(step -> step.writeTo(tx));
            tx.mutate(MutationType.ADD, KillStep.TOTAL, KillStep.littleEndian(1));
            RetryLoop.await(tx.commit());
            ByteBuffer stamp = ByteBuffer.wrap(tx.versionstamp());
            return new Acknowledgement(writer, number, stamp.getLong(), Short.toUnsignedInt(stamp.getShort()));
        }
    }

    /** One write to the pipe, which is whole because it is short (POSIX: PIPE_BUF). */
    private void say(Acknowledgement acknowledgement) {
        try {
            out.write(acknowledgement.encode());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static long number(byte @Nullable [] bigEndian) {
        return bigEndian == null ? 0 : ByteBuffer.wrap(bigEndian).getLong();
    }
}
