package org.vsekai.storage.rocksdb;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.RetryLoop;

/**
 * The process that is killed: writers that each commit a growing number to three keys of their own, and after each commit
 * say so on standard output.
 */
final class KillWriter {
    static final int WRITERS = 8;

    static final int KEYS = 3;

    private KillWriter() {}

    public static void main(String[] arguments) throws InterruptedException {
        var database = RocksDatabase.open(Path.of(arguments[0]), TestStores.OPTIONS);
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            Thread.ofPlatform().start(() -> write(database, writer));
        }
        new CountDownLatch(1).await();
    }

    private static void write(RocksDatabase database, int writer) {
        var random = new SplitMix64(System.nanoTime() + writer);
        PrintStream out = System.out;
        while (true) {
            long number = database.run(tx -> {
                byte[] before = RetryLoop.await(tx.get(key(writer, 0)));
                long next = before == null ? 1 : ByteBuffer.wrap(before).getLong() + 1;
                for (int i = 0; i < KEYS; i++) {
                    byte[] value = new byte[8 + random.nextInt(2_000)];
                    ByteBuffer.wrap(value).putLong(next);
                    tx.set(key(writer, i), value);
                }
                return next;
            });
            byte[] line = ("ack " + writer + " " + number + "\n").getBytes(StandardCharsets.US_ASCII);
            out.write(line, 0, line.length);
            out.flush();
        }
    }

    static byte[] key(int writer, int index) {
        return ("w" + writer + "/" + index).getBytes(StandardCharsets.US_ASCII);
    }
}
