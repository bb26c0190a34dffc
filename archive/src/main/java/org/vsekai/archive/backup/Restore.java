package org.vsekai.archive.backup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.core.Check;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionImage;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;

/**
 * Makes a world of a set, in a store that has none of that name. The world's own record is written last; until then a marker
 * lies there, with which no server opens the world and a second restore begins anew.
 */
public final class Restore {
    private static final int BATCH_BYTES = 1_000_000;

    /** As many frames as a region keeps as its history. */
    private static final int FRAMES_KEPT = 20_000;

    /** What lies under {@link WorldKeys#unfinished} of a restore. */
    private static final byte[] MARKER = "restore".getBytes(StandardCharsets.UTF_8);

    private final Disk disk;
    private final List<BackupSet.Item> items;
    private final List<Chain> chains;

    /**
     * @param frame the newest frame of the restored world
     * @param chain what it was made of
     */
    public record Restored(String worldName, long frame, Chain chain) {}

    public Restore(BackupSet set) {
        disk = set.disk();
        items = set.items();
        chains = BackupSet.chains(items);
    }

    /** What can be restored, for people. */
    public String spans() {
        return chains.isEmpty()
                ? "nothing can be restored from this set"
                : "can be restored: " + chains.stream().map(Chain::span).collect(Collectors.joining("; and "));
    }

    /** @throws ArchiveException when the moment can't be restored: before a store is made for it */
    public void check(@Nullable Instant at) {
        chosen(at);
    }

    /**
     * Restores the state at a moment, null for the newest.
     *
     * @throws ArchiveException when the moment isn't covered, the set is damaged, or the store has such a world
     */
    public Restored run(@Nullable Instant at, Database database) {
        Chain chain = chosen(at);
        ChainReader reader = new ChainReader(disk, chain);
        ChainReader.Reach reach = at == null ? reader.all() : reader.at(at);
        RegionImage image = reader.image(reach);
        Check.that(image.frame() == reach.frame(), "the frames reach as far as the footer says", image.frame());
        String name = chain.base().header().getWorldName();
        WorldKeys keys = WorldKeys.of(name);
        clear(database, keys, name);
        Batches batches = new Batches(database);
        long oldest = Math.max(firstFrame(chain, image), image.frame() - FRAMES_KEPT + 1);
        image.asCheckpoint(keys, oldest).forEach(batches::add);
        reader.frames(image.frame(), (number, record) -> {
            if (number >= oldest) {
                FrameParts.pairs(keys, number, record).forEach(batches::add);
            }
        });
        KeyValue world = restoreOthers(reader.others(reach), keys, batches);
        batches.flush();
        finish(database, keys, world, image.frame());
        return new Restored(name, image.frame(), chain);
    }

    private Chain chosen(@Nullable Instant at) {
        if (chains.isEmpty()) {
            throw new ArchiveException(spans() + damages());
        }
        if (at == null) {
            return chains.getLast();
        }
        return chains.stream()
                .filter(chain -> chain.covers(at))
                .findFirst()
                .orElseThrow(() ->
                        new ArchiveException("the state at " + at + " is not in this set; " + spans() + damages()));
    }

    private String damages() {
        return items.stream()
                .filter(BackupSet.Unusable.class::isInstance)
                .map(BackupSet.Unusable.class::cast)
                .map(unusable -> "; " + unusable.name() + ": " + unusable.why())
                .collect(Collectors.joining());
    }

    private static long firstFrame(Chain chain, RegionImage image) {
        return chain.backups().stream()
                .mapToLong(backup -> backup.footer().getFirstFrame())
                .filter(first -> first > 0)
                .findFirst()
                .orElse(image.frame() + 1);
    }

    private static void clear(Database database, WorldKeys keys, String name) {
        KeyRange all = keys.everything();
        database.run(transaction -> {
            byte[] marker = RetryLoop.await(transaction.get(keys.unfinished()));
            boolean isUnfinished = Arrays.equals(marker, MARKER);
            boolean isEmpty = RetryLoop.await(transaction.getRange(all.begin(), all.end(), 1, false))
                    .isEmpty();
            if (marker != null && !isUnfinished) {
                throw new ArchiveException("the store holds part of a world \"" + name
                        + "\" that is being imported or copied into it: finish that, or restore into an empty store");
            }
            if (!isEmpty && !isUnfinished) {
                throw new ArchiveException("the store holds a world \"" + name
                        + "\" already; nothing was changed. Restore into an empty store");
            }
            transaction.clearRange(all.begin(), all.end());
            transaction.set(keys.unfinished(), MARKER);
            return true;
        });
    }

    /** Returns the pair that makes the world openable, to be written at the end. */
    private static KeyValue restoreOthers(MergedPairs others, WorldKeys keys, Batches batches) {
        KeyValue world = null;
        try (others) {
            while (others.hasNext()) {
                KeyValue pair = others.next();
                if (Arrays.equals(pair.key(), keys.world())) {
                    world = pair;
                } else {
                    batches.add(pair);
                }
            }
        }
        if (world == null) {
            throw new ArchiveException("the backup holds no record of the world itself");
        }
        return world;
    }

    private void finish(Database database, WorldKeys keys, KeyValue world, long frame) {
        long epoch = 0;
        long commit = 0;
        for (Chain any : chains) {
            for (Backup backup : any.backups()) {
                epoch = Math.max(epoch, backup.footer().getEpoch());
                commit = Math.max(commit, backup.footer().getCommit());
            }
        }
        EpochRecord newer = EpochRecord.newBuilder().setEpoch(epoch + 1).build();
        HeadRecord head =
                HeadRecord.newBuilder().setFrame(frame).setCommit(commit).build();
        database.run(transaction -> {
            transaction.set(keys.epoch(), newer.toByteArray());
            transaction.set(keys.head(), head.toByteArray());
            transaction.set(world.key(), world.value());
            transaction.clear(keys.unfinished());
            return true;
        });
    }

    /** Writes pairs in transactions of bounded size. */
    private static final class Batches {
        private final Database database;
        private final List<KeyValue> pairs = new ArrayList<>();
        private long bytes;

        Batches(Database database) {
            this.database = database;
        }

        void add(KeyValue pair) {
            pairs.add(pair);
            bytes += pair.key().length + pair.value().length;
            if (bytes >= BATCH_BYTES) {
                flush();
            }
        }

        void flush() {
            database.run(transaction -> {
                pairs.forEach(pair -> transaction.set(pair.key(), pair.value()));
                return true;
            });
            pairs.clear();
            bytes = 0;
        }
    }
}
