package org.vsekai.storage.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Virtual threads that do something at once. */
final class Clients {
    private Clients() {}

    /** Returns when all have ended. What one throws is an anomaly: clients expect every failure that the interface names. */
    @SuppressWarnings("CatchingUnchecked") // The loop that owns the thread.
    static void run(int count, Anomalies anomalies, IntConsumer client) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().name("client-" + i).start(() -> {
                try {
                    client.accept(number);
                } catch (RuntimeException | Error unexpected) {
                    anomalies.found("a client failed: " + describe(unexpected));
                }
            }));
        }
        threads.forEach(Clients::join);
    }

    private static String describe(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("a check was interrupted", interrupted);
        }
    }
}
