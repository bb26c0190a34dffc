package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.BackupHeader;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.PlayerIdRecord;

/**
 * Makes the next backup of a set, of a world that may be in play. The order of the steps is what makes it consistent:
 *
 * <ol>
 *   <li>Where the world stands (its checkpoint) is read.
 *   <li>Pages and avatars are copied, each chunk and each avatar as of some later moment.
 *   <li>Where it stands now (its head) is read, and all frames from the checkpoint up to there are copied: applied to what was
 *       copied they give the world at exactly that frame.
 *   <li>Players are copied, who thus include everybody in those frames.
 * </ol>
 *
 * An increment leaves out the pages, and of the rest what is as it was. Blocks; memory is bounded by pieces and blocks.
 */
public final class BackupCreation {
    private static final int ID_SIZE = 16;

    private final LiveWorld world;
    private final String worldName;
    private final BackupSet set;
    private final SecureRandom random;
    private final LongSupplier unixMillis;

    /** @param unixMillis the wall clock */
    public BackupCreation(
            Database database, String worldName, BackupSet set, SecureRandom random, LongSupplier unixMillis) {
        this(
                new LiveWorld(new Pieces(database, Pieces.PIECE_BYTES), WorldKeys.of(worldName)),
                worldName,
                set,
                random,
                unixMillis);
    }

    BackupCreation(LiveWorld world, String worldName, BackupSet set, SecureRandom random, LongSupplier unixMillis) {
        this.world = world;
        this.worldName = worldName;
        this.set = set;
        this.random = random;
        this.unixMillis = unixMillis;
    }

    /**
     * Makes a backup: an increment where it can, a base where it must.
     *
     * @param asBase a base in any case
     * @throws ArchiveException when it can't; the set is as it was
     */
    public Backup create(boolean asBase) {
        set.prepare();
        long begun = unixMillis.getAsLong();
        LiveWorld.Fence fence = world.fence();
        List<BackupSet.Item> items = set.items();
        Plan plan = asBase ? Plan.base("asked for") : Plan.of(items, worldName, world, fence);
        byte[] id = new byte[ID_SIZE];
        random.nextBytes(id);
        BackupHeader header = BackupHeader.newBuilder()
                .setId(ByteString.copyFrom(id))
                .setPreviousId(plan.previousId())
                .setWorldName(worldName)
                .setSeed(fence.world().getSeed())
                .setCheckpoint(fence.checkpoint().toByteString())
                .setBegunUnixMillis(begun)
                .setWhy(plan.why())
                .build();
        long number = BackupSet.nextNumber(items);
        try (BlockWriter out = set.begin(number, plan.isBase())) {
            out.write(BlockKind.HEADER, header);
            copy(fence, plan, out);
        }
        return (Backup) set.items().stream()
                .filter(item -> item instanceof Backup backup && backup.header().equals(header))
                .findFirst()
                .orElseThrow(() -> new ArchiveException(
                        "the backup can't be read again: " + set.items().getLast()));
    }

    private void copy(LiveWorld.Fence fence, Plan plan, BlockWriter out) {
        BackupFooter.Builder footer = BackupFooter.newBuilder();
        FrameCopy frames = new FrameCopy(world, out, firstFrame(fence, plan));
        if (!plan.isBase()) {
            frames.startAfter(plan.before().getLast().footer());
        }
        // Kept up with, so that the history isn't cut off behind the copying.
        Runnable keepUp = () -> frames.copyTo(world.fence().head().getFrame());
        keepUp.run();
        if (plan.isBase()) {
            PairWriter pages = new PairWriter(out, BlockKind.PAGES, Collections.emptyIterator());
            world.pages(pages, keepUp);
            footer.setPages(pages.end());
        }
        try (MergedPairs before = new MergedPairs(set.disk(), plan.before(), BlockKind.AVATARS)) {
            PairWriter avatars = new PairWriter(out, BlockKind.AVATARS, before);
            world.pairs(world.keys().avatars(), avatars, keepUp);
            footer.setAvatars(avatars.end());
        }
        long asOf = unixMillis.getAsLong();
        LiveWorld.Fence end = world.fence();
        frames.copyTo(end.head().getFrame());
        frames.describe(footer);
        footer.setAsOfUnixMillis(asOf).setCommit(end.head().getCommit()).setEpoch(end.epoch());
        try (MergedPairs before = new MergedPairs(set.disk(), plan.before(), BlockKind.KEYS)) {
            footer.setKeys(copyOthers(new PairWriter(out, BlockKind.KEYS, before)));
        }
        out.finish(footer.build());
    }

    /** A base begins with its checkpoint's own frame, where that is kept: by it a later increment knows that it goes on. */
    private static long firstFrame(LiveWorld.Fence fence, Plan plan) {
        if (!plan.isBase()) {
            return plan.before().getLast().footer().getFrame() + 1;
        }
        long checkpoint = fence.checkpoint().getFrame();
        boolean isKept = checkpoint > 0 && checkpoint >= fence.checkpoint().getOldestFrame();
        return isKept ? checkpoint : checkpoint + 1;
    }

    private long copyOthers(PairWriter out) {
        PlayersUpToLast filter = new PlayersUpToLast(world.keys());
        for (KeyRange range : world.others()) {
            world.pairs(
                    range,
                    pair -> {
                        if (filter.accepts(pair)) {
                            out.accept(pair);
                        }
                    },
                    () -> {});
        }
        return out.end();
    }

    /**
     * Players as they were at one moment, though they are read at several: their number is read first (the order of the keys
     * sees to that), players are only ever added, and those who came after it are left out.
     */
    private static final class PlayersUpToLast {
        private final WorldKeys keys;
        private long lastPlayer;

        PlayersUpToLast(WorldKeys keys) {
            this.keys = keys;
        }

        boolean accepts(KeyValue pair) {
            if (Arrays.equals(pair.key(), keys.lastPlayerId())) {
                lastPlayer = playerId(pair);
            }
            if (keys.players().contains(pair.key())) {
                return keys.playerOf(pair.key()) <= lastPlayer;
            }
            return !keys.tokens().contains(pair.key()) || playerId(pair) <= lastPlayer;
        }

        private static long playerId(KeyValue pair) {
            return Stored.parse(PlayerIdRecord.parser(), pair.value(), "player id")
                    .getPlayerId();
        }
    }
}
