package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;

/** Backups of a world in play, and what comes of them. */
@Timeout(120)
class BackupIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aBaseOfAWorldInPlayGivesTheWorldAsItWasAtOneMoment() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.join();
            fixture.play(400);
            Backup backup = fixture.createWhilePlaying(20);
            assertThat(backup.isBase()).isTrue();
            assertThat(backup.footer().getFrames())
                    .as("the world went on while it was copied")
                    .isGreaterThan(50);
            assertThat(fixture.world.checkpoints()).isGreaterThan(5);
            PlayedWorld.State restored = fixture.restore("restored", null).state();
            assertThat(restored).isEqualTo(stateAtFrame(fixture, backup.footer().getFrame()));
            assertThat(restored.avatars()).allMatch(avatar -> avatar.lastAppliedSequence() > 20);
        }
    }

    @Test
    void aChainOfIncrementsGivesTheStateAtEachSecond() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(200);
            fixture.createWhilePlaying(5);
            for (int i = 0; i < 4; i++) {
                fixture.join();
                fixture.play(100);
                fixture.world.waitMillis(10_000);
                fixture.play(30);
                Backup backup = fixture.createWhilePlaying(5);
                assertThat(backup.isBase()).as(backup.header().getWhy()).isFalse();
                assertThat(backup.footer().getPages()).isZero();
            }
            Chain chain = fixture.set.chains().getFirst();
            assertThat(chain.backups()).hasSize(5);
            assertThat(new SetVerification(fixture.set).run().findings()).isEmpty();
            int different = 0;
            long from = chain.from().getEpochSecond() + 1;
            PlayedWorld.State before = stateAtFrame(fixture, 0);
            for (long second = from; second <= chain.until().getEpochSecond(); second += 5) {
                Instant at = Instant.ofEpochSecond(second);
                PlayedWorld.State expected =
                        fixture.states.floorEntry(at.toEpochMilli()).getValue();
                PlayedWorld.State restored = fixture.restore("at" + second, at).state();
                assertThat(restored).as("at %s", at).isEqualTo(expected);
                different += restored.equals(before) ? 0 : 1;
                before = restored;
            }
            assertThat(different).isGreaterThan(4);
        }
    }

    @Test
    void theNewestStateKnowsWhereEverybodyStandsAndWhoMayComeBack() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.create();
            fixture.join();
            fixture.play(300);
            Map<Long, String> tokens = fixture.world.tokens();
            fixture.world.drain();
            Backup increment = fixture.create();
            assertThat(increment.footer().getAvatars()).isEqualTo(2);
            assertThat(increment.footer().getKeys())
                    .as("the second player, the token, the number of players and the clock")
                    .isEqualTo(4);
            assertThat(fixture.restore("restored", null).places()).isEqualTo(fixture.world.places());
            try (RocksDatabase store = RocksDatabase.open(folder.resolve("restored"), RocksOptions.DEFAULT)) {
                PlayedWorld restored = new PlayedWorld(store, BackupFixture.SEED, fixture.world.unixMillis());
                tokens.forEach(
                        (id, token) -> assertThat(restored.world().players().findByToken(token))
                                .hasValueSatisfying(
                                        player -> assertThat(player.playerId()).isEqualTo(id)));
                assertThat(restored.join()).isEqualTo(3);
            }
        }
    }

    @Test
    void anIncrementOfAWorldInWhichNothingHappenedIsNearlyNothingAndMovesTheSpanOn() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(100);
            fixture.world.drain();
            Backup base = fixture.create();
            fixture.world.waitMillis(3_600_000);
            Backup increment = fixture.create();
            assertThat(increment.isBase()).isFalse();
            assertThat(increment.size()).isLessThan(base.size() / 10).isLessThan(500);
            Instant within = base.asOf().plusSeconds(1_800);
            assertThat(fixture.restore("restored", within).state()).isEqualTo(fixture.world.state());
        }
    }

    @Test
    void aRestoredWorldGoesOnInTheSameSet() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(100);
            fixture.createWhilePlaying(1);
            fixture.play(100);
            fixture.create();
            long epoch = fixture.set.chains().getFirst().newest().footer().getEpoch();
            try (RocksDatabase store = RocksDatabase.open(folder.resolve("next"), RocksOptions.DEFAULT)) {
                new Restore(fixture.set).run(null, store);
                PlayedWorld next = new PlayedWorld(store, BackupFixture.SEED, fixture.world.unixMillis() + 5_000);
                next.enter(1);
                next.play(50);
                Backup more = fixture.creation(store, Pieces.PIECE_BYTES).create(false);
                assertThat(more.isBase()).as(more.header().getWhy()).isFalse();
                assertThat(more.footer().getEpoch()).isGreaterThan(epoch);
                assertThat(fixture.restore("again", null).state()).isEqualTo(next.state());
            }
        }
    }

    @Test
    void aWorldThatWasSetBackBeginsANewBaseAndBothPastsCanBeRestored() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.create();
            fixture.play(400);
            Instant early = Instant.ofEpochMilli(fixture.world.unixMillis() - 3_000);
            fixture.create();
            PlayedWorld.State newest = fixture.world.state();
            Instant end = Instant.ofEpochMilli(fixture.world.unixMillis());
            try (RocksDatabase store = RocksDatabase.open(folder.resolve("back"), RocksOptions.DEFAULT)) {
                new Restore(fixture.set).run(early, store);
                fixture.world.waitMillis(60_000);
                Backup atOnce = fixture.creation(store, Pieces.PIECE_BYTES).create(false);
                assertThat(atOnce.isBase()).isTrue();
                assertThat(atOnce.header().getWhy()).contains("restored to an earlier moment");
                PlayedWorld back = new PlayedWorld(store, BackupFixture.SEED, fixture.world.unixMillis());
                back.enter(1);
                back.play(600);
                Backup later = fixture.creation(store, Pieces.PIECE_BYTES).create(false);
                assertThat(later.isBase()).as(later.header().getWhy()).isFalse();
                assertThat(fixture.restore("newest", null).state()).isEqualTo(back.state());
                assertThat(fixture.restore("before", end).state()).isEqualTo(newest);
            }
        }
    }

    @Test
    void aHistoryThatWasOvertakenIsSeenThoughTheNumbersGoOn() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.create();
            fixture.play(100);
            fixture.create();
            Instant early = fixture.set.chains().getFirst().from();
            try (RocksDatabase store = RocksDatabase.open(folder.resolve("back"), RocksOptions.DEFAULT)) {
                new Restore(fixture.set).run(early, store);
                PlayedWorld back = new PlayedWorld(store, BackupFixture.SEED, fixture.world.unixMillis() + 60_000);
                back.enter(1);
                back.play(300);
                assertThat(back.newestFrame()).isGreaterThan(fixture.world.newestFrame());
                Backup next = fixture.creation(store, Pieces.PIECE_BYTES).create(false);
                assertThat(next.isBase()).isTrue();
                assertThat(next.header().getWhy()).contains("is not the one in the last backup");
            }
        }
    }

    @Test
    void aHistoryThatNoLongerReachesBackMakesANewBase() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(200);
            fixture.create();
            fixture.play(2_000);
            fixture.compressHistory();
            Backup next = fixture.create();
            assertThat(next.isBase()).isTrue();
            assertThat(next.header().getWhy()).contains("reaches back to frame", "not to the last backup's");
            assertThat(fixture.restore("restored", null).state()).isEqualTo(fixture.world.state());
        }
    }

    @Test
    void aMomentOutsideOfTheSpanIsRefusedWithTheSpan() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(100);
            fixture.create();
            Instant before = Instant.parse("2026-11-27T11:59:00Z");
            for (Instant at : List.of(before, Instant.parse("2026-11-28T12:00:00Z"))) {
                assertThatThrownBy(() -> fixture.restore("none", at))
                        .isInstanceOf(ArchiveException.class)
                        .hasMessageContaining("at " + at)
                        .hasMessageContaining("can be restored: 2026-11-27T12:00:01Z to 2026-11-27T12:00:01Z");
            }
        }
    }

    @Test
    void aStoreThatHoldsTheWorldIsNotOverwritten() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.create();
            PlayedWorld.State before = fixture.world.state();
            assertThatThrownBy(() -> new Restore(fixture.set).run(null, fixture.database))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("empty store");
            assertThat(new PlayedWorld(fixture.database, BackupFixture.SEED, 1).state())
                    .isEqualTo(before);
        }
    }

    @Test
    void aRestoreThatWasCutShortIsNoWorldAndIsRunAgain() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(60);
            fixture.create();
            try (RocksDatabase store = RocksDatabase.open(folder.resolve("cut"), RocksOptions.DEFAULT)) {
                for (int writes = 1; writes <= 2; writes++) {
                    int allowed = writes;
                    assertThatThrownBy(() -> new Restore(fixture.set).run(null, new CutDatabase(store, allowed)))
                            .hasMessage("cut");
                    assertThatThrownBy(() -> new PlayedWorld(store, BackupFixture.SEED, 1))
                            .isInstanceOf(CannotOpenException.class)
                            .hasMessageContaining("not complete");
                }
                new Restore(fixture.set).run(null, store);
                assertThat(new PlayedWorld(store, BackupFixture.SEED, 1).state())
                        .isEqualTo(fixture.world.state());
            }
        }
    }

    @Test
    void whatIsBeingImportedIsLeftAlone() {
        try (BackupFixture fixture = new BackupFixture(folder);
                RocksDatabase store = RocksDatabase.open(folder.resolve("import"), RocksOptions.DEFAULT)) {
            fixture.create();
            byte[] marker = WorldKeys.of(PlayedWorld.NAME).unfinished();
            store.run(transaction -> {
                transaction.set(marker, new byte[] {1});
                return true;
            });
            assertThatThrownBy(() -> new Restore(fixture.set).run(null, store))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("imported or copied");
        }
    }

    @Test
    void framesOfOlderBuildsCountAsMadeWhenTheBackupWas() {
        try (BackupFixture fixture = new BackupFixture(folder)) {
            fixture.join();
            fixture.play(60);
            fixture.create();
            PlayedWorld.State atBase = fixture.world.state();
            Instant between = Instant.ofEpochMilli(fixture.world.unixMillis() + 2_000);
            fixture.play(200);
            fixture.forgetTimesOfFramesFrom(atBase.frame() + 1);
            Backup increment = fixture.create();
            assertThat(increment.footer().getFramesWithoutTime())
                    .isEqualTo(increment.footer().getFrames());
            assertThat(increment.describe()).contains("without a time");
            assertThat(fixture.restore("between", between).state()).isEqualTo(atBase);
            assertThat(fixture.restore("end", increment.asOf()).state()).isEqualTo(fixture.world.state());
        }
    }

    @Test
    void theSetOfAnotherWorldIsRefused() {
        try (BackupFixture fixture = new BackupFixture(folder);
                RocksDatabase other = RocksDatabase.open(folder.resolve("other"), RocksOptions.DEFAULT)) {
            fixture.create();
            PlayedWorld stranger = new PlayedWorld(other, BackupFixture.SEED + 1, BackupFixture.BEGINNING);
            stranger.join();
            assertThatThrownBy(() -> fixture.creation(other, Pieces.PIECE_BYTES).create(false))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("another world")
                    .hasMessageContaining("seed 42");
            assertThat(fixture.set.items()).hasSize(1);
        }
    }

    private static PlayedWorld.State stateAtFrame(BackupFixture fixture, long frame) {
        return fixture.states.values().stream()
                .filter(state -> state.frame() == frame)
                .findFirst()
                .orElseThrow();
    }
}
