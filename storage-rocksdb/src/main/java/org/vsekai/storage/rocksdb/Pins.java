package org.vsekai.storage.rocksdb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds versions of the store: each transaction from its first read until it ends. A transaction is too old after five
 * seconds; one that still holds its version after {@link #LEAK_NANOS} has been forgotten by somebody, and old values pile up
 * on the disk behind it. It is named by the thread that read first: cheap enough for every transaction. Any thread.
 */
final class Pins {
    static final long LEAK_NANOS = 10_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

    /** One transaction's hold. */
    static final class Pin {
        final ReadVersion version;
        final long sinceNanos;

        private final String thread;

        /** Only the one who looks for leaks. */
        private boolean isReported;

        private Pin(ReadVersion version, long sinceNanos) {
            this.version = version;
            this.sinceNanos = sinceNanos;
            String name = Thread.currentThread().getName();
            thread = name.isEmpty() ? "#" + Thread.currentThread().threadId() : name;
        }
    }

    private final Set<Pin> held = ConcurrentHashMap.newKeySet();
    private final AtomicLong leaked = new AtomicLong();

    /** @param version retained for this transaction */
    Pin hold(ReadVersion version, long nowNanos) {
        var pin = new Pin(version, nowNanos);
        held.add(pin);
        return pin;
    }

    void letGo(Pin pin) {
        held.remove(pin);
        pin.version.release();
    }

    /** Logs each leak once. One thread at a time. */
    void reportLeaks(long nowNanos) {
        for (Pin pin : held) {
            long ageNanos = nowNanos - pin.sinceNanos;
            if (ageNanos > LEAK_NANOS && !pin.isReported) {
                pin.isReported = true;
                leaked.incrementAndGet();
                LOG.warn(
                        "A transaction has read {} s ago and is not closed: version {}, first read by thread {}.",
                        ageNanos / 1_000_000_000,
                        pin.version.version,
                        pin.thread);
            }
        }
    }

    /** Transactions that were reported. */
    long leaked() {
        return leaked.get();
    }
}
