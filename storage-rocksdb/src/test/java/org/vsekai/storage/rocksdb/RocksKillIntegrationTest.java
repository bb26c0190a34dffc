package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dead process leaves. `./sekai check storage` does the same for longer. */
class RocksKillIntegrationTest {
    private static final int KILLS = 20;

    private static final long ACKNOWLEDGEMENTS = 20_000;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereAndNothingIsTorn() throws Exception {
        KillLoop.Result result = KillLoop.kill(folder, KILLS, ACKNOWLEDGEMENTS, 1, line -> {});
        assertThat(result.details()).isEmpty();
        assertThat(result.isClean()).isTrue();
        assertThat(result.kills()).isEqualTo(KILLS);
        assertThat(result.acknowledged()).isGreaterThan(ACKNOWLEDGEMENTS / 2);
    }

    @Test
    void dyingBetweenAnyTwoStepsLosesAndTearsNothing() throws Exception {
        KillLoop.Result result = KillLoop.crash(folder, List.of(40), line -> {});
        assertThat(result.details()).isEmpty();
        assertThat(result.isClean()).isTrue();
        assertThat(result.kills()).isGreaterThan(KillLoop.crashPoints());
    }

    @Test
    void brokenWritesAreNoticed() throws Exception {
        assertThat(KillLoop.caughtBrokenWrites(folder, 1, line -> {})).isEqualTo(KillLoop.brokenWrites());
    }
}
