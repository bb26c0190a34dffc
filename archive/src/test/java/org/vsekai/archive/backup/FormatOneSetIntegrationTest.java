package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;

/**
 * A base and an increment that a build of the first format has made, of a world of format 1, while it was played. {@code states.txt}
 * says what that build knew of the world then.
 */
@Timeout(120)
class FormatOneSetIntegrationTest {
    private static final long SEED = 42;
    private static final List<String> FILES = List.of("000001-base.backup", "000002-increment.backup");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private BackupSet set;

    @BeforeEach
    void unpack() throws IOException {
        Path files = Files.createDirectory(folder.resolve("set"));
        for (String file : FILES) {
            Files.write(files.resolve(file), resource(file));
        }
        set = new BackupSet(Disk.real(), files);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = FormatOneSetIntegrationTest.class.getResourceAsStream("format-1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /** What the older build says of the world, by the word that the line begins with. */
    private static String known(String when) throws IOException {
        return new String(resource("states.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(when + " "))
                .map(line -> line.substring(when.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isWhole() {
        assertThat(new SetVerification(set).run().findings()).isEmpty();
    }

    @Test
    void isRestoredAsItWasWhenItWasMade() throws Exception {
        assertThat(restored("newest", null)).isEqualTo(known("newest"));
    }

    @Test
    void isRestoredToAMomentWithinItsIncrement() throws Exception {
        String at = known("at");
        int gap = at.indexOf(' ');
        assertThat(restored("then", Instant.parse(at.substring(0, gap)))).isEqualTo(at.substring(gap + 1));
    }

    @Test
    void isPlayedOnAndBackedUpByThisBuildAndStaysRestorable() throws Exception {
        try (RocksDatabase store = open("store")) {
            new Restore(set).run(null, store);
            PlayedWorld world = new PlayedWorld(store, SEED, BackupFixture.BEGINNING + 60_000);
            world.enter(1);
            world.play(50);
            create(store, world);
            String after = text(world.state());
            world.drain();
            assertThat(new WorldVerification(store, PlayedWorld.NAME, true)
                            .run()
                            .findings())
                    .isEmpty();
            assertThat(restored("after", null)).isEqualTo(after);
        }
        assertThat(new SetVerification(set).run().findings()).isEmpty();
        assertThat(set.items()).hasSize(3);
        String at = known("at");
        int gap = at.indexOf(' ');
        assertThat(restored("then", Instant.parse(at.substring(0, gap)))).isEqualTo(at.substring(gap + 1));
    }

    private void create(RocksDatabase store, PlayedWorld world) {
        new BackupCreation(
                        new LiveWorld(new Pieces(store, Pieces.PIECE_BYTES), WorldKeys.of(PlayedWorld.NAME)),
                        PlayedWorld.NAME,
                        set,
                        new SecureRandom(),
                        world::unixMillis)
                .create(false);
    }

    private RocksDatabase open(String name) {
        return RocksDatabase.open(folder.resolve(name), RocksOptions.DEFAULT);
    }

    private String restored(String name, @Nullable Instant at) throws Exception {
        try (RocksDatabase store = open(name)) {
            new Restore(set).run(at, store);
            return text(new PlayedWorld(store, SEED, BackupFixture.BEGINNING).state());
        }
    }

    /** As the older build wrote it: the things by a part of their SHA-256. */
    private static String text(PlayedWorld.State state) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        state.things().forEach(thing -> digest.update(line(thing).getBytes(StandardCharsets.UTF_8)));
        StringBuilder text = new StringBuilder("frame " + state.frame() + " things "
                + state.things().size() + " " + HexFormat.of().formatHex(digest.digest(), 0, 8));
        for (AvatarState avatar : state.avatars()) {
            text.append(" player ")
                    .append(avatar.playerId())
                    .append(" wood ")
                    .append(avatar.wood())
                    .append(" stone ")
                    .append(avatar.stone())
                    .append(" sequence ")
                    .append(avatar.lastAppliedSequence());
        }
        return text.toString();
    }

    private static String line(EntityState thing) {
        return thing.id() + " " + thing.kind() + " " + thing.variant() + " " + thing.xMicros() + " " + thing.yMicros()
                + " "
                + thing.zMicros() + " " + thing.yawDegrees() + " " + thing.hp() + " " + thing.count() + " "
                + thing.ownerPlayerId() + " " + thing.readyAtTick() + "\n";
    }
}
