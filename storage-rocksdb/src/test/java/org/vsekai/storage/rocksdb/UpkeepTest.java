package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

class UpkeepTest {
    private static final long MIN_FREE = 1_000;

    private final List<StorageException> stops = new ArrayList<>();
    private long usableBytes = 1_000_000;
    private long backgroundErrors;

    @Test
    void theDiskIsLowBeforeItIsTooFullAndNoLongerWhenThereIsRoom() {
        Upkeep upkeep = upkeep(() -> usableBytes);
        for (long free : new long[] {2 * MIN_FREE, 2 * MIN_FREE - 1, MIN_FREE - 1, 5 * MIN_FREE}) {
            usableBytes = free;
            upkeep.run();
            assertThat(upkeep.freeBytes()).isEqualTo(free);
            assertThat(upkeep.isDiskLow()).isEqualTo(free < RocksOptions.LOW_SPACE_FACTOR * MIN_FREE);
        }
        assertThat(stops).isEmpty(); // That is the commit thread's to do.
    }

    @Test
    void aFailedFlushOrCompactionStopsTheStore() {
        Upkeep upkeep = upkeep(() -> usableBytes);
        upkeep.run();
        assertThat(stops).isEmpty();
        backgroundErrors = 1;
        upkeep.run();
        assertThat(stops).singleElement().satisfies(stop -> {
            assertThat(stop.error()).isEqualTo(StorageError.IO_ERROR);
            assertThat(stop).hasMessageContaining("compactions");
        });
    }

    @Test
    void aDiskThatDoesNotAnswerStopsTheStore() {
        upkeep(() -> {
                    throw new UncheckedIOException(new IOException("gone"));
                })
                .run();
        assertThat(stops).singleElement().satisfies(stop -> assertThat(stop).hasRootCauseMessage("gone"));
    }

    private Upkeep upkeep(LongSupplier usable) {
        return new Upkeep(new Upkeep.Parts(new Pins(), () -> 0, usable, () -> backgroundErrors, MIN_FREE, stops::add));
    }
}
