package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.StoredDeals;
import org.vsekai.world.PlayedDeals;
import org.vsekai.world.PlayedWorld;

/** A world whose regions have traded with each other is found sound, and comes to the same when all of its history is replayed. */
@Timeout(240)
class DealsVerificationIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static StoredDeals world;

    @BeforeAll
    static void play() {
        world = new StoredDeals(folder.resolve("store"), true).compressed();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void makeWhole() {
        world.makeWhole();
    }

    @Test
    void aSoundWorldReplaysToTheSameFromItsVeryFirstFramesWhereverTheyLie() {
        WorldVerification.Verified verified = new WorldVerification(world.database, PlayedWorld.NAME, true).run();
        assertThat(verified.findings()).isEmpty();
        assertThat(verified.replays())
                .extracting(WorldVerification.Replay::region)
                .containsAll(PlayedDeals.regions());
        assertThat(verified.replays()).allSatisfy(replay -> {
            assertThat(replay.replayed().from()).isEqualTo(1);
            assertThat(replay.replayed().differences()).isEmpty();
            assertThat(replay.replayed().hash()).isEqualTo(replay.replayed().storedHash());
        });
        assertThat(world.pairs(world.keys.historyBlocks()))
                .as("some frames lie in blocks")
                .isNotEmpty();
    }
}
