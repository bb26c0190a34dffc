package org.vsekai.archive.backup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.core.Check;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.FrameParts;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.HeadRecord;

/**
 * Makes a world of a set, in a store that has none of that name. The world's own record is written last; until then a marker
 * lies there, with which no server opens the world and a second restore begins anew.
 */
public final class Restore {
    private static final int BATCH_BYTES = 1_000_000;

    /** What lies under {@link WorldKeys#unfinished} of a restore. */
    private static final byte[] MARKER = "restore".getBytes(StandardCharsets.UTF_8);

    private final Disk disk;
    private final List<BackupSet.Item> items;
    private final List<Chain> chains;

    /**
     * @param frame the numbers of the newest frames of the restored world's regions, together
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
        Reach reach = at == null ? reader.all() : reader.at(at);
        String name = chain.base().header().getWorldName();
        WorldKeys keys = WorldKeys.of(name);
        clear(database, keys, name);
        Batches batches = new Batches(database);
        RestoredAvatars avatars = new RestoredAvatars(keys, reader.avatars(reach), batches::add);
        for (RegionId region : reach.frames().keySet()) {
            restoreRegion(reader, reach, keys.in(region), avatars, batches);
        }
        reader.parcels(reach).values().forEach(parcel -> {
            batches.add(avatars.addWaiting(parcel));
        });
        avatars.end();
        try (MergedPairs inputs = reader.inputs(reach)) {
            inputs.forEachRemaining(avatars::addInput);
        }
        KeyValue world = restoreOthers(reader.others(reach), keys, batches);
        batches.flush();
        finish(database, keys, world, reach);
        return new Restored(name, reach.total(), chain);
    }

    private static void restoreRegion(
            ChainReader reader, Reach reach, WorldKeys keys, RestoredAvatars avatars, Batches batches) {
        RegionId id = keys.regionId();
        ChainReader.Region region = reader.region(id, reach, avatars.copies());
        long newest = reach.frame(id);
        Check.that(region.things().frame() == newest, "the frames reach as far as the footer says", newest);
        long[] first = {newest + 1};
        reader.frames(id, newest, (number, record) -> first[0] = Math.min(first[0], number));
        long oldest = Math.max(first[0], newest - HistoryPolicy.FRAMES_AS_RECORDS + 1);
        KeyRange avatarKeys = keys.avatars();
        region.things().asCheckpoint(keys, oldest).stream()
                .filter(pair -> !avatarKeys.contains(pair.key()))
                .forEach(batches::add);
        region.avatars().asCheckpoint(keys, oldest).stream()
                .filter(pair -> avatarKeys.contains(pair.key()))
                .forEach(avatars::add);
        reader.frames(id, newest, (number, record) -> {
            if (number >= oldest) {
                FrameParts.pairs(keys, number, record).forEach(batches::add);
            }
        });
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

    /** Each region under an epoch above every one in the set, so that old owners are fenced out. */
    private void finish(Database database, WorldKeys keys, KeyValue world, Reach reach) {
        Map<RegionId, RegionEnd> newest = new HashMap<>();
        for (Chain any : chains) {
            for (Backup backup : any.backups()) {
                backup.ends().forEach((region, end) -> newest.merge(region, end, Restore::later));
            }
        }
        Batches batches = new Batches(database);
        reach.frames().forEach((region, frame) -> {
            RegionEnd end = newest.getOrDefault(region, RegionEnd.getDefaultInstance());
            EpochRecord epoch =
                    EpochRecord.newBuilder().setEpoch(end.getEpoch() + 1).build();
            HeadRecord head = HeadRecord.newBuilder()
                    .setFrame(frame)
                    .setCommit(end.getCommit())
                    .build();
            batches.add(new KeyValue(keys.in(region).epoch(), epoch.toByteArray()));
            batches.add(new KeyValue(keys.in(region).head(), head.toByteArray()));
        });
        batches.flush();
        database.run(transaction -> {
            transaction.set(world.key(), world.value());
            transaction.clear(keys.unfinished());
            return true;
        });
    }

    private static RegionEnd later(RegionEnd one, RegionEnd other) {
        return one.toBuilder()
                .setEpoch(Math.max(one.getEpoch(), other.getEpoch()))
                .setCommit(Math.max(one.getCommit(), other.getCommit()))
                .build();
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
