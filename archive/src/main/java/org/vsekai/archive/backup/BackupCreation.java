package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.BackupHeader;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.PlayerIdRecord;

/**
 * Makes the next backup of a set, of a world that may be in play. The order of the steps is what makes it consistent:
 *
 * <ol>
 *   <li>Where each region stands (its checkpoint) is read.
 *   <li>Pages, avatars and logged inputs are copied, each chunk and each avatar as of some later moment.
 *   <li>Where all regions stand now (their heads) is read at one moment, with the parcels that wait then, and all frames of each
 *       region from its checkpoint up to there are copied: applied to what was copied they give the world at exactly those
 *       frames. No frame among them has taken a parcel that was not sent by one of them, or before.
 *   <li>Players are copied, who thus include everybody in those frames.
 * </ol>
 *
 * An increment leaves out the pages of regions that it continues, and of the rest what is as it was. Blocks; memory is bounded by pieces and blocks.
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

    private void copy(LiveWorld.Fence begun, Plan plan, BlockWriter out) {
        BackupFooter.Builder footer = BackupFooter.newBuilder();
        SortedMap<RegionId, RegionCopy> copies = new TreeMap<>();
        copyRegions(begun, plan, out, copies, footer);
        footer.setAvatars(copyChanged(world.keys().avatars(), BlockKind.AVATARS, plan, out));
        long inputs = copyChanged(world.keys().loggedInputs(), BlockKind.INPUTS, plan, out);
        long asOf = unixMillis.getAsLong();
        LiveWorld.Fence end = world.fence();
        while (!copies.keySet().containsAll(end.regions().keySet())) {
            // Somebody has set foot in one meanwhile.
            copyRegions(end, plan, out, copies, footer);
            asOf = unixMillis.getAsLong();
            end = world.fence();
        }
        for (Map.Entry<RegionId, LiveWorld.Standing> region : end.regions().entrySet()) {
            describe(footer, Objects.requireNonNull(copies.get(region.getKey())).end(region.getValue()));
        }
        footer.setAsOfUnixMillis(asOf).setWaiting(inputs + copyParcels(end, plan, out));
        try (MergedPairs before = new MergedPairs(set.disk(), plan.before(), BlockKind.KEYS)) {
            footer.setKeys(copyOthers(new PairWriter(out, BlockKind.KEYS, before)));
        }
        out.finish(footer.build());
    }

    private void copyRegions(
            LiveWorld.Fence begun,
            Plan plan,
            BlockWriter out,
            SortedMap<RegionId, RegionCopy> copies,
            BackupFooter.Builder footer) {
        SortedMap<RegionId, RegionEnd> ends =
                plan.isBase() ? new TreeMap<>() : plan.before().getLast().ends();
        begun.regions().forEach((region, standing) -> {
            if (!copies.containsKey(region)) {
                RegionEnd before = ends.get(region);
                RegionCopy copy = before == null
                        ? RegionCopy.whole(world, region, out, standing, !plan.isBase())
                        : RegionCopy.continuing(world, region, out, standing, before);
                copies.put(region, copy);
                footer.setPages(footer.getPages() + copy.copy());
            }
        });
    }

    private long copyChanged(KeyRange range, BlockKind kind, Plan plan, BlockWriter out) {
        try (MergedPairs before = new MergedPairs(set.disk(), plan.before(), kind)) {
            PairWriter changed = new PairWriter(out, kind, before);
            world.pairs(range, changed, () -> {});
            return changed.end();
        }
    }

    /** In an increment the frames tell of what was sent and taken since the base. */
    private static long copyParcels(LiveWorld.Fence end, Plan plan, BlockWriter out) {
        if (!plan.isBase()) {
            return 0;
        }
        PairWriter parcels = new PairWriter(out, BlockKind.PARCELS, Collections.emptyIterator());
        end.parcels().forEach(parcels);
        return parcels.end();
    }

    private static void describe(BackupFooter.Builder footer, RegionEnd end) {
        footer.addRegions(end)
                .setFrame(footer.getFrame() + end.getFrame())
                .setFrames(footer.getFrames() + end.getFrames())
                .setFramesWithoutTime(footer.getFramesWithoutTime() + end.getFramesWithoutTime())
                .setFrameUnixMillis(Math.max(footer.getFrameUnixMillis(), end.getFrameUnixMillis()))
                .setCommit(Math.max(footer.getCommit(), end.getCommit()))
                .setEpoch(Math.max(footer.getEpoch(), end.getEpoch()));
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
