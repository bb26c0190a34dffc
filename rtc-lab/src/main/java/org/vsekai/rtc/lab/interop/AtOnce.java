package org.vsekai.rtc.lab.interop;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work for several things at the same time: work that mostly waits for processes. */
final class AtOnce {
    private AtOnce() {}

    /** Work for one of the things. */
    interface Work<T, R> {
        R result(T thing) throws IOException, InterruptedException;
    }

    /** The results in the order of the things. The first failure is thrown when all have ended. */
    static <T, R> Map<T, R> forEach(Collection<T> things, Work<T, R> work) throws IOException, InterruptedException {
        Map<T, Future<R>> begun = new LinkedHashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            things.forEach(thing -> begun.put(thing, threads.submit(() -> work.result(thing))));
        }
        Map<T, R> results = new LinkedHashMap<>();
        for (Map.Entry<T, Future<R>> one : begun.entrySet()) {
            try {
                results.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                throw new IOException(one.getKey() + ": " + e.getCause(), e);
            }
        }
        return results;
    }
}
