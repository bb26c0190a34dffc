package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.InterleavedDatabase;
import org.vsekai.archive.verify.Finding.Grade;
import org.vsekai.core.Units;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Keys;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.World;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.PlayerIdRecord;
import org.vsekai.world.v1.PlayerRecord;
import org.vsekai.world.v1.WorldRecord;

/** A sound world is found sound; and each check is shown to see the damage that it is there for. */
@Timeout(120)
class WorldVerificationIntegrationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static StoredWorld world;

    /**
     * @param key part of the key that the finding names
     * @param what part of what it says
     */
    private record Damage(String name, Consumer<StoredWorld> inflict, String key, String what) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void play() {
        world = new StoredWorld(folder.resolve("store"));
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
    void aSoundWorldHasNoFindings() {
        WorldVerification.Verified verified = verify();
        assertThat(verified.findings()).isEmpty();
        assertThat(verified.frame()).isEqualTo(world.head);
        assertThat(verified.players()).isEqualTo(2);
        assertThat(verified.entities()).isGreaterThan(400);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void seesADamageAndSaysWhere(Damage damage) {
        damage.inflict.accept(world);
        assertThat(verify().findings())
                .anySatisfy(finding -> assertThat(finding.toString()).contains(damage.key, damage.what));
    }

    private static List<Damage> damages() {
        List<Damage> damages = new ArrayList<>();
        damages.addAll(fences());
        damages.addAll(frames());
        damages.addAll(pages());
        damages.addAll(avatars());
        damages.addAll(players());
        return damages;
    }

    private static List<Damage> fences() {
        return List.of(
                new Damage("a world's record of noise", w -> w.set(w.keys.world(), noise()), "main/world", "parsed"),
                new Damage("no world's record", w -> w.clear(w.keys.world()), "main/world", "missing"),
                new Damage(
                        "a newer format",
                        w -> w.edit(
                                WorldRecord.parser(),
                                w.keys.world(),
                                r -> r.toBuilder().setFormatVersion(World.FORMAT_VERSION + 1)),
                        "main/world",
                        "format version " + (World.FORMAT_VERSION + 1)),
                new Damage(
                        "another world's name",
                        w -> w.edit(
                                WorldRecord.parser(),
                                w.keys.world(),
                                r -> r.toBuilder().setName("mars")),
                        "main/world",
                        "mars"),
                new Damage("no checkpoint", w -> w.clear(w.keys.checkpoint()), "/checkpoint", "missing"),
                new Damage(
                        "a checkpoint of frames to come",
                        w -> w.edit(
                                CheckpointRecord.parser(),
                                w.keys.checkpoint(),
                                r -> r.toBuilder().setFrame(w.head + 1)),
                        "/checkpoint",
                        "the newest frame is"),
                new Damage(
                        "a checkpoint whose frames were cut off",
                        w -> w.edit(
                                CheckpointRecord.parser(),
                                w.keys.checkpoint(),
                                r -> r.toBuilder().setOldestFrame(w.checkpoint + 2)),
                        "/checkpoint",
                        "are needed"),
                new Damage(
                        "a checkpoint that gives ids out again",
                        w -> w.edit(
                                CheckpointRecord.parser(),
                                w.keys.checkpoint(),
                                r -> r.toBuilder().setNextEntityId(r.getNextEntityId() + 1)),
                        "/checkpoint",
                        "the frames up to it left"),
                new Damage(
                        "an older epoch than the frames'",
                        w -> w.edit(
                                EpochRecord.parser(),
                                w.keys.epoch(),
                                r -> r.toBuilder().setEpoch(0)),
                        "/frame/",
                        "its epoch 1"),
                new Damage(
                        "a head beyond the frames",
                        w -> w.edit(
                                HeadRecord.parser(),
                                w.keys.head(),
                                r -> r.toBuilder().setFrame(w.head + 1)),
                        "/head",
                        "the newest frame record is"),
                new Damage(
                        "a world that was never completed",
                        w -> w.set(w.keys.unfinished(), noise()),
                        "main/unfinished",
                        "cut short"),
                new Damage(
                        "an unknown key",
                        w -> w.set(Keys.concat(w.keys.everything().begin(), new byte[] {2, 'x', 0}), noise()),
                        "main/x",
                        "unknown"),
                new Damage(
                        "a key that is no tuple",
                        w -> w.set(Keys.concat(w.keys.everything().begin(), new byte[] {(byte) 0xFE}), noise()),
                        "xfe",
                        "unknown"));
    }

    private static List<Damage> frames() {
        return List.of(
                new Damage(
                        "a frame that is gone from the history",
                        w -> w.clear(w.keys.framePart(w.checkpoint - 1, 0)),
                        "/frame/",
                        "is missing"),
                new Damage(
                        "a frame that is gone after the checkpoint",
                        w -> w.clear(w.keys.framePart(w.checkpoint + 1, 0)),
                        "/checkpoint",
                        "can't be brought up"),
                new Damage("the newest frame gone", w -> w.clear(w.keys.framePart(w.head, 0)), "/frame/", "is missing"),
                new Damage(
                        "a frame of noise",
                        w -> w.set(w.keys.framePart(w.head, 0), noise()),
                        "/frame/",
                        "can't be parsed"),
                new Damage(
                        "a frame whose first part is gone",
                        w -> {
                            w.set(w.keys.framePart(w.head, 1), w.value(w.keys.framePart(w.head, 0)));
                            w.clear(w.keys.framePart(w.head, 0));
                        },
                        "/frame/",
                        "part 0 of frame"),
                new Damage(
                        "a frame under another's number",
                        w -> w.editFrame(w.head, f -> f.setNumber(1)),
                        "/frame/",
                        "record of frame 1"),
                new Damage(
                        "a frame beyond the head",
                        w -> w.set(w.keys.framePart(w.head + 1, 0), w.value(w.keys.framePart(w.head, 0))),
                        "/frame/",
                        "and no others"),
                new Damage(
                        "time that goes backwards",
                        w -> w.editFrame(w.head, f -> f.setTick(1)),
                        "/frame/",
                        "its tick 1 is before"),
                new Damage(
                        "ids that go backwards",
                        w -> w.editFrame(w.head, f -> f.setNextEntityId(1)),
                        "/frame/",
                        "its next entity id 1 is below"),
                new Damage(
                        "a frame after the checkpoint that finds what wasn't there",
                        w -> w.editFrame(w.frameThatChangesAfterCheckpoint(), f -> withOtherBefore(f)),
                        "/frame/",
                        "otherwise than it was left"),
                new Damage(
                        "a history that finds what wasn't there",
                        w -> w.editFrame(w.frameThatChangesBeforeCheckpoint(), f -> withOtherBefore(f)),
                        "/frame/",
                        "otherwise than it was left"),
                new Damage(
                        "an action that was left out",
                        w -> w.editFrame(frameWithInput(w), FrameRecord.Builder::clearInputs),
                        "/frame/",
                        "the cursor stood otherwise"),
                new Damage(
                        "an action without its avatar",
                        w -> w.editFrame(frameWithInput(w), FrameRecord.Builder::clearAvatars),
                        "/frame/",
                        "the avatar is not in it"));
    }

    private static List<Damage> pages() {
        return List.of(
                new Damage("a page of noise", w -> w.set(w.page(), noise()), "/chunk/", "can't be parsed"),
                new Damage("an empty page", w -> w.set(w.page(), new byte[0]), "/chunk/", "is empty"),
                new Damage("a page that is gone", w -> w.clear(w.page()), "/chunk/", "that the seed made there"),
                new Damage(
                        "a gap before a page",
                        w -> move(w, w.page(), w.keys.page(0, 0, 7)),
                        "/chunk/0/0/7",
                        "page 0 of its chunk is missing"),
                new Damage(
                        "a page outside of the region",
                        w -> w.set(w.keys.page(8, 0, 0), w.value(w.page())),
                        "/chunk/8/0/0",
                        "outside of the region"),
                new Damage(
                        "a thing in two pages",
                        w -> w.edit(
                                ChunkPage.parser(),
                                w.pageKeys().get(1),
                                p -> p.toBuilder()
                                        .addEntities(w.message(ChunkPage.parser(), w.page())
                                                .getEntities(0))),
                        "/chunk/",
                        "lies also in"),
                new Damage(
                        "a thing in another chunk",
                        w -> w.editEntity(w.page(), e -> e.setXMicros(e.getXMicros() + 32_000_000)),
                        "/chunk/",
                        "stands in another chunk"),
                new Damage(
                        "a thing with an id to come",
                        w -> w.editEntity(w.page(), e -> e.setId(1_000_000)),
                        "/chunk/",
                        "the next id to be given out"),
                new Damage("an unknown kind", w -> w.editEntity(w.page(), e -> e.setKind(9)), "/chunk/", "kind 9"),
                new Damage(
                        "an unknown item",
                        w -> w.editEntity(w.page(), e -> e.setKind(3).setVariant(9)),
                        "/chunk/",
                        "variant 9"),
                new Damage(
                        "more hp than a thing can have",
                        w -> w.editEntity(w.page(), e -> e.setHp(999)),
                        "/chunk/",
                        "999 hp"),
                new Damage(
                        "a negative stack",
                        w -> w.editEntity(w.page(), e -> e.setCount(-5)),
                        "/chunk/",
                        "a stack of -5"),
                new Damage(
                        "a whole tree that waits to grow",
                        w -> w.editEntity(w.page(), e -> e.setReadyAtTick(9)),
                        "/chunk/",
                        "waits for tick 9"),
                new Damage(
                        "a thing that isn't as its frames left it",
                        w -> w.edit(ChunkPage.parser(), pageOfChanged(w), p -> withFirstChangedOtherwise(w, p)),
                        "/chunk/",
                        "left it"));
    }

    private static List<Damage> avatars() {
        byte[] avatar = WorldKeys.of(PlayedWorld.NAME).avatar(1);
        return List.of(
                new Damage("an avatar of noise", w -> w.set(avatar, noise()), "avatar/1", "can't be parsed"),
                editAvatar("somebody else's avatar", a -> a.setPlayerId(2), "the avatar of player 2"),
                editAvatar(
                        "an avatar with an id to come", a -> a.setEntityId(1_000_000), "the next one to be given out"),
                editAvatar("an avatar with a tree's id", a -> a.setEntityId(1), "a thing in the pages"),
                editAvatar("too much hp", a -> a.setHp(101), "101 hp"),
                editAvatar("outside of the world", a -> a.setXMicros(Units.metres(1 << 20)), "outside of the world"),
                editAvatar(
                        "a negative inventory",
                        a -> a.clearInventory()
                                .addInventory(ItemCount.newBuilder().setItem(1).setCount(-3)),
                        "held -3 times"),
                editAvatar(
                        "an unknown item",
                        a -> a.addInventory(ItemCount.newBuilder().setItem(9).setCount(1)),
                        "unknown item 9"),
                editAvatar(
                        "an item counted twice",
                        a -> a.addInventory(ItemCount.newBuilder().setItem(2).setCount(1))
                                .addInventory(ItemCount.newBuilder().setItem(2).setCount(1)),
                        "counted twice"),
                editAvatar("a result that is gone", a -> a.removeRecentResults(3), "recent results"),
                editAvatar(
                        "a result for an unknown reason",
                        a -> a.setRecentResults(
                                0, a.getRecentResults(0).toBuilder().setReason(99)),
                        "unknown reason 99"),
                editAvatar(
                        "wood from nowhere",
                        a -> a.clearInventory()
                                .addInventory(ItemCount.newBuilder().setItem(1).setCount(500)),
                        "up to the checkpoint left it"));
    }

    private static Damage editAvatar(
            String name, Function<AvatarRecord.Builder, AvatarRecord.Builder> change, String what) {
        return new Damage(
                name,
                w -> w.edit(AvatarRecord.parser(), w.keys.avatar(1), a -> change.apply(a.toBuilder())),
                "avatar/1",
                what);
    }

    private static List<Damage> players() {
        return List.of(
                new Damage("a player of noise", w -> w.set(w.keys.player(1), noise()), "player/1", "can't be parsed"),
                new Damage("a player who is gone", w -> w.clear(w.keys.player(1)), "player/1", "is missing"),
                new Damage(
                        "an avatar without its player",
                        w -> w.clear(w.keys.player(1)),
                        "avatar/1",
                        "player is missing"),
                new Damage(
                        "a token of somebody who is gone", w -> w.clear(w.keys.player(1)), "token/", "who is missing"),
                new Damage(
                        "a player under another's number",
                        w -> w.edit(
                                PlayerRecord.parser(),
                                w.keys.player(1),
                                p -> p.toBuilder().setPlayerId(2)),
                        "player/1",
                        "the record of player 2"),
                new Damage("a token that is gone", w -> w.clear(token(w)), "player/1", "nobody's token"),
                new Damage(
                        "a token that leads to another",
                        w -> w.edit(
                                PlayerIdRecord.parser(),
                                token(w),
                                t -> t.toBuilder().setPlayerId(2)),
                        "player/1",
                        "leads to player 2"),
                new Damage(
                        "a second token for one player",
                        w -> w.set(w.keys.playerByToken(new byte[32]), w.value(token(w))),
                        "token/",
                        "another token"),
                new Damage(
                        "a token that is no hash",
                        w -> w.set(w.keys.playerByToken(new byte[5]), w.value(token(w))),
                        "token/",
                        "no SHA-256"),
                new Damage(
                        "a number of players that is too low",
                        w -> w.edit(
                                PlayerIdRecord.parser(),
                                w.keys.lastPlayerId(),
                                t -> t.toBuilder().setPlayerId(1)),
                        "player/2",
                        "the newest player should be 1"),
                new Damage("no number of players", w -> w.clear(w.keys.lastPlayerId()), "player/1", "should be 0"));
    }

    @Test
    void aWorldThatIsPlayedMeanwhileIsNotJudged() throws Exception {
        try (RocksDatabase store = RocksDatabase.open(folder.resolve("played"), RocksOptions.DEFAULT)) {
            PlayedWorld played = new PlayedWorld(store, 7, 1);
            played.join();
            AtomicInteger reads = new AtomicInteger();
            assertThatThrownBy(() -> new WorldVerification(
                                    new InterleavedDatabase(store, () -> {
                                        if (reads.incrementAndGet() == 3) {
                                            played.join();
                                        }
                                    }),
                                    PlayedWorld.NAME)
                            .run())
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("in play");
            assertThatThrownBy(() -> new WorldVerification(store, "mars").run())
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("no world \"mars\"");
        }
    }

    @Test
    void anOldFrameThatIsDamagedIsHistoryAndANewOneIsTheWorld() {
        world.set(world.keys.framePart(world.checkpoint - 40, 0), noise());
        assertThat(verify().grades()).containsExactly(Grade.HISTORY);
        world.clear(world.keys.framePart(world.checkpoint - 40, 0));
        assertThat(verify().grades()).containsExactly(Grade.HISTORY);
        world.set(world.keys.framePart(world.head, 0), noise());
        assertThat(verify().grades()).contains(Grade.WORLD);
    }

    @Test
    void whatANewerBuildWroteIsNoDamage() {
        world.edit(
                WorldRecord.parser(),
                world.keys.world(),
                record -> record.toBuilder().setFormatVersion(World.FORMAT_VERSION + 1));
        assertThat(verify().grades()).containsExactly(Grade.UNKNOWN_VERSION);
    }

    @Test
    void saysWhyNothingWasReplayed() {
        assertThat(replayed().notReplayed()).isEmpty();
        world.editFrame(world.head, frame -> frame.setRulesVersion(0));
        assertThat(replayed().replays()).isEmpty();
        assertThat(replayed().notReplayed())
                .hasEntrySatisfying(RegionId.SPAWN, why -> assertThat(why).contains("version 0 of the rules"));
    }

    @Test
    void countsEachDifferenceOfAReplayAlsoThoseThatAreNotKept() {
        for (long frame = 1; frame <= world.head; frame++) {
            world.editFrame(frame, record -> record.setNextEntityId(record.getNextEntityId() + 1_000));
        }
        WorldVerification.Verified verified = replayed();
        long differences = verified.replays().getFirst().replayed().differenceCount();
        assertThat(differences).isGreaterThan(Findings.MAX_KEPT / 5);
        assertThat(verified.count()).isGreaterThanOrEqualTo(differences);
    }

    private static WorldVerification.Verified replayed() {
        return new WorldVerification(world.database, PlayedWorld.NAME, true).run();
    }

    private static WorldVerification.Verified verify() {
        return new WorldVerification(world.database, PlayedWorld.NAME).run();
    }

    private static byte[] noise() {
        return "no record at all".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] token(StoredWorld w) {
        ByteString hash = w.message(PlayerRecord.parser(), w.keys.player(1)).getTokenHash();
        return w.keys.playerByToken(hash.toByteArray());
    }

    private static void move(StoredWorld w, byte[] from, byte[] to) {
        w.set(to, w.value(from));
        w.clear(from);
    }

    private static FrameRecord.Builder withOtherBefore(FrameRecord.Builder frame) {
        var change = frame.getChanges(0);
        return frame.setChanges(
                0,
                change.toBuilder()
                        .setBefore(change.getBefore().toBuilder()
                                .setHp(change.getBefore().getHp() + 1)));
    }

    private static long frameWithInput(StoredWorld w) {
        for (long number = w.head; number > w.checkpoint; number--) {
            FrameRecord frame = w.message(FrameRecord.parser(), w.keys.framePart(number, 0));
            if (frame.getInputsCount() > 0) {
                return number;
            }
        }
        throw new AssertionError("somebody acted after the checkpoint");
    }

    /** The page that holds what a frame before the checkpoint changed last. */
    private static byte[] pageOfChanged(StoredWorld w) {
        long id = changedId(w);
        return w.pageKeys().stream()
                .filter(key -> w.message(ChunkPage.parser(), key).getEntitiesList().stream()
                        .anyMatch(entity -> entity.getId() == id))
                .findFirst()
                .orElseThrow();
    }

    private static long changedId(StoredWorld w) {
        return w.message(FrameRecord.parser(), w.keys.framePart(w.frameThatChangesBeforeCheckpoint(), 0))
                .getChanges(0)
                .getAfter()
                .getId();
    }

    private static ChunkPage.Builder withFirstChangedOtherwise(StoredWorld w, ChunkPage page) {
        ChunkPage.Builder changed = page.toBuilder();
        for (int i = 0; i < page.getEntitiesCount(); i++) {
            if (page.getEntities(i).getId() == changedId(w)) {
                changed.setEntities(i, page.getEntities(i).toBuilder().setYawDegrees(1));
            }
        }
        return changed;
    }
}
