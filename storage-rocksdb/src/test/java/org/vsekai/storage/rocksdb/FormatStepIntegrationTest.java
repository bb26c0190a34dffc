package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.RetryLoop;

/** Formats that there never were: the first step writes "1" behind what is stored, the second "2", each once. */
class FormatStepIntegrationTest {
    private static final byte[] KEY = {'k'};

    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();

    /** The step that is cut short before its write, or after it and before the file is replaced. */
    private String crash = "";

    @Test
    void anOlderStoreIsBroughtUpStepByStepAndOnlyOnce() throws IOException {
        fill();
        assertThat(opened(2)).isEqualTo("x12");
        assertThat(steps).containsExactly("1", "2");
        assertThat(folder.resolve(StoreFolder.FORMAT_FILE)).hasContent("V-Sekai store on RocksDB\nformat 3\n");
        assertThat(opened(2)).isEqualTo("x12");
        assertThat(steps).hasSize(2);
    }

    @Test
    void aNewStoreIsOfTheNewestFormatFromTheStart() {
        assertThat(opened(2)).isEqualTo("absent");
        assertThat(steps).isEmpty();
        assertThat(folder.resolve(StoreFolder.FORMAT_FILE)).hasContent("V-Sekai store on RocksDB\nformat 3\n");
    }

    @Test
    void anOlderProgramRefusesTheNewerFormat() {
        fill();
        opened(1);
        assertThatThrownBy(() -> opened(0))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer version");
        assertThat(opened(1)).isEqualTo("x1");
    }

    @Test
    void aStepThatWasCutShortRunsAgain() {
        for (String point : List.of("before 1", "after 1", "before 2", "after 2")) {
            folder = folder.resolve(point.replace(' ', '-'));
            steps.clear();
            fill();
            crash = point;
            assertThatThrownBy(() -> opened(2)).hasMessageContaining("power cut");
            crash = "";
            assertThat(opened(2)).as("after a crash %s", point).isEqualTo("x12");
            assertThat(steps).as("after a crash %s", point).hasSize(point.startsWith("after") ? 3 : 2);
        }
    }

    @Test
    void aStepThatFailsLeavesTheFormatBeforeIt() {
        fill();
        var failing = new ArrayList<FormatStep>(formatSteps(1));
        failing.add(store -> {
            throw new RocksDBException("the disk is broken");
        });
        assertThatThrownBy(() -> RocksDatabase.open(folder, TestStores.OPTIONS, seams(failing)))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("the disk is broken");
        assertThat(opened(1)).isEqualTo("x1");
        assertThat(steps).containsExactly("1");
    }

    private void fill() {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS)) {
            database.run(tx -> {
                tx.set(KEY, new byte[] {'x'});
                return true;
            });
        }
    }

    /** What the store holds when it is opened by a program that knows so many steps. */
    private String opened(int count) {
        try (var database = RocksDatabase.open(folder, TestStores.OPTIONS, seams(formatSteps(count)))) {
            return database.run(tx -> {
                byte[] value = RetryLoop.await(tx.get(KEY));
                return value == null ? "absent" : new String(value, StandardCharsets.US_ASCII);
            });
        }
    }

    private static Seams seams(List<FormatStep> formatSteps) {
        return TestStores.seams(Sabotage.NONE).with(formatSteps);
    }

    private List<FormatStep> formatSteps(int count) {
        return List.<FormatStep>of(store -> append(store, "1"), store -> append(store, "2"))
                .subList(0, count);
    }

    private void append(NativeStore store, String suffix) throws RocksDBException {
        crash("before " + suffix);
        steps.add(suffix);
        byte[] value = store.getNewest(KEY);
        String text = value == null ? "" : new String(value, StandardCharsets.US_ASCII);
        if (!text.endsWith(suffix)) { // Idempotent.
            BatchWriter batch = BatchWriter.batch(64);
            batch.put(KEY, (text + suffix).getBytes(StandardCharsets.US_ASCII));
            store.writeSynced(batch.toBatch());
        }
        crash("after " + suffix);
    }

    private void crash(String point) {
        if (crash.equals(point)) {
            throw new IllegalStateException("a power cut " + point);
        }
    }
}
