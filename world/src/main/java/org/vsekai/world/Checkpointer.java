package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.vsekai.core.Check;
import org.vsekai.game.Realm;
import org.vsekai.game.Things;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.LongIntMap;
import org.vsekai.world.CommitBatch.Checkpoint;
import org.vsekai.world.CommitBatch.StoredAvatar;
import org.vsekai.world.CommitBatch.StoredChunk;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;

/**
 * Knows which chunks and avatars have changed since they were last written, and takes the picture of them. A picture is
 * taken between two ticks, when the memory is exactly the state after the newest frame, and only for a batch that holds
 * every frame up to that one: so a checkpoint never shows what is not durable. Confined to the region's thread.
 */
final class Checkpointer {
    /** Dirty pages are written once a second at most. */
    static final int INTERVAL_TICKS = 60;

    /** While something waits for its time, the tick alone is written this often: a crash sets growth back by no more. */
    static final int TIME_INTERVAL_TICKS = 60 * 60;

    /** A page is closed when it has reached this size; one entity is below 100 bytes. */
    static final int PAGE_SIZE = 24_000;

    private final SortedSet<Long> dirtyChunks = new TreeSet<>();
    private final List<Presence> dirtyAvatars = new ArrayList<>();

    /** How many pages each chunk that is in memory has in the store, once the newest picture is there. */
    private final LongIntMap pageCounts = new LongIntMap();

    private final long oldestFrame;
    private long lastTick;

    Checkpointer(RecoveredRegion recovered) {
        recovered.pageCounts().forEach(pageCounts::put);
        dirtyChunks.addAll(recovered.dirtyChunks());
        lastTick = recovered.tick();
        oldestFrame = recovered.oldestFrame();
    }

    /** @param changed is told of each chunk that the changes are in, once or more often */
    void markChanged(ChangeLog changes, EntityTable things, LongConsumer changed) {
        for (int i = 0; i < changes.count(); i++) {
            EntityImage before = changes.before(i);
            if (before != null) {
                markChanged(ChunkKey.at(before.xMicros(), before.zMicros()), changed);
            }
            int row = things.rowOf(changes.id(i));
            if (row != EntityTable.NONE) {
                markChanged(ChunkKey.at(things.xMicros(row), things.zMicros(row)), changed);
            }
        }
    }

    private void markChanged(long chunk, LongConsumer changed) {
        dirtyChunks.add(chunk);
        changed.accept(chunk);
    }

    /** A chunk has come into memory, from so many pages. */
    void onLoaded(long chunk, int pageCount) {
        pageCounts.put(chunk, pageCount);
    }

    /** A chunk, which has not changed since the last durable picture, is in memory no longer. */
    void onLetGo(long chunk) {
        Check.that(!dirtyChunks.contains(chunk), "what goes is in a checkpoint", chunk);
        pageCounts.remove(chunk);
    }

    void markChanged(Presence player) {
        if (player.markDirty()) {
            dirtyAvatars.add(player);
        }
    }

    /** The avatar is another region's from here on: whoever writes it next, it is not this one. */
    void forget(Presence player) {
        if (player.isDirty()) {
            dirtyAvatars.remove(player);
            player.markClean();
        }
    }

    /** Whether everything that is stored was as it is when the newest picture was taken. */
    boolean isClean() {
        return dirtyChunks.isEmpty() && dirtyAvatars.isEmpty();
    }

    boolean isDue(long tick, Realm realm) {
        boolean isDirty = !dirtyChunks.isEmpty() || !dirtyAvatars.isEmpty();
        return (isDirty && tick - lastTick >= INTERVAL_TICKS)
                || (realm.awaitsTime() && tick - lastTick >= TIME_INTERVAL_TICKS);
    }

    /** Takes the picture; everything counts as clean from here, since the batch is retried until it is durable. */
    Checkpoint capture(long frame, long tick, Realm realm) {
        List<StoredChunk> chunks = new ArrayList<>();
        for (long chunk : dirtyChunks) {
            List<byte[]> pages = pages(realm.things(), chunk);
            int oldPageCount = Math.max(0, pageCounts.get(chunk));
            chunks.add(new StoredChunk(ChunkKey.x(chunk), ChunkKey.z(chunk), pages, oldPageCount));
            pageCounts.put(chunk, pages.size());
        }
        List<StoredAvatar> avatars = new ArrayList<>();
        for (Presence player : dirtyAvatars) {
            avatars.add(new StoredAvatar(
                    player.playerId(),
                    Records.avatar(player.avatar().state(), realm.region()).toByteArray()));
            player.markClean();
        }
        dirtyChunks.clear();
        dirtyAvatars.clear();
        lastTick = tick;
        return new Checkpoint(frame, tick, realm.ids().next(), realm.ids().limit(), oldestFrame, chunks, avatars);
    }

    /** The entities of a chunk in the order of their ids, packed. */
    static List<byte[]> pages(EntityTable things, long chunk) {
        List<EntityImage> images = new ArrayList<>();
        for (int row = things.firstInChunk(chunk); row != EntityTable.NONE; row = things.nextInChunk(row)) {
            images.add(things.image(row));
        }
        images.sort((a, b) -> Long.compare(a.id(), b.id()));
        return pages(images.stream()
                .map(image -> Records.entity(Things.state(image)))
                .toList());
    }

    /** @param records the entities of a chunk in the order of their ids */
    static List<byte[]> pages(List<EntityRecord> records) {
        List<byte[]> pages = new ArrayList<>();
        ChunkPage.Builder page = ChunkPage.newBuilder();
        int size = 0;
        for (EntityRecord record : records) {
            page.addEntities(record);
            size += record.getSerializedSize() + 4;
            if (size >= PAGE_SIZE) {
                pages.add(page.build().toByteArray());
                page.clear();
                size = 0;
            }
        }
        if (size > 0) {
            pages.add(page.build().toByteArray());
        }
        return pages;
    }
}
