package org.vsekai.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * The entities of a region that are in memory, as columns of components for each chunk, with an index by id and a log of what
 * the current tick has changed. Chunks come and go as a whole.
 *
 * <ul>
 *   <li>A row number is valid until something is removed from its chunk, or leaves it.
 *   <li>Every change of a component goes through a method that puts the entity in the {@link ChangeLog} first. Two things are
 *       no changes: a chunk that comes or goes, and {@link #integrate}.
 *   <li>The order of rows depends on history; nothing that decides may depend on it.
 * </ul>
 *
 * Confined to the region's thread. 40 to 80 bytes an entity ({@code docs/adr/0015-tiers.md}). Leaves out what kinds, variants
 * and owners mean.
 */
@HotPath
public final class EntityTable {
    public static final int NONE = -1;

    /** Later than any tick. */
    public static final long NEVER = Long.MAX_VALUE;

    /** A row number is the place of its chunk in {@link #chunks}, above so many bits for the row in the chunk. */
    private static final int ROW_BITS = 16;

    private static final int ROW_MASK = ChunkColumns.MAX_ROWS - 1;
    private static final int MAX_CHUNKS = 1 << 15;

    private final int maxInChunk;
    private final RowIndex rowById = new RowIndex(this::id);
    private final LongIntMap placeByChunk = new LongIntMap();
    private final ChangeLog changes = new ChangeLog();

    /** Chunks that are in memory, anywhere below placeLimit. */
    private @Nullable ChunkColumns[] chunks = new @Nullable ChunkColumns[8];

    private int placeLimit;

    /** No entity is ready before this tick, apart from those that {@link #takeReady} has taken. */
    private long earliestReadyTick = NEVER;

    /** Rows that {@link #integrate} found beyond their chunk, valid below leaverCount; kept for the next time. */
    private int[] leavers = new int[16];

    private int leaverCount;
    private int integrating;
    private final IntConsumer addLeaver = this::addLeaver;

    /** An entity whose time has come. */
    public record Ready(long tick, long id) {}

    /** @param maxInChunk from so many entities on a chunk {@link #isFull} */
    public EntityTable(int maxInChunk) {
        this.maxInChunk = maxInChunk;
    }

    public int size() {
        return rowById.size();
    }

    /** Whether a chunk takes no more entities. One that was stored so may have more than the most. */
    public boolean isFull(long chunkKey) {
        return sizeOfChunk(chunkKey) >= maxInChunk;
    }

    /** How many entities a chunk has; 0 where it is not in memory. */
    public int sizeOfChunk(long chunkKey) {
        int place = placeByChunk.get(chunkKey);
        return place == NONE ? 0 : chunk(place).size();
    }

    /** The row of an entity, or {@link #NONE}. */
    public int rowOf(long entityId) {
        return rowById.get(entityId);
    }

    // ---- changes ----

    /** Adds an entity that must not be there yet; returns its row. Its chunk must not be full. */
    public int add(EntityImage image) {
        Check.that(rowById.get(image.id()) == NONE, "an id is in use once", image.id());
        if (!changes.isListed(image.id())) {
            changes.list(image.id(), null);
        }
        long chunkKey = ChunkKey.at(image.xMicros(), image.zMicros());
        Check.that(!isFull(chunkKey), "a chunk has room", chunkKey);
        int place = placeOf(chunkKey);
        int row = row(place, chunk(place).add(image));
        notice(chunk(place));
        rowById.add(image.id(), row);
        return row;
    }

    public void remove(int row) {
        logBefore(row);
        rowById.remove(id(row));
        closeHole(row);
    }

    public void setHp(int row, int newHp) {
        logBefore(row);
        columns(row).setHp(row & ROW_MASK, newHp);
    }

    public void setReadyAtTick(int row, long tick) {
        logBefore(row);
        columns(row).setReadyAtTick(row & ROW_MASK, tick);
        notice(columns(row));
    }

    public void setCount(int row, int newCount) {
        logBefore(row);
        columns(row).setCount(row & ROW_MASK, newCount);
    }

    /** Puts an entity somewhere else, in a chunk that has room for it; returns its row there. */
    public int moveTo(int row, long newXMicros, long newYMicros, long newZMicros) {
        logBefore(row);
        return place(row, newXMicros, newYMicros, newZMicros);
    }

    /** What the tick has changed so far. */
    public ChangeLog changes() {
        return changes;
    }

    /** Ends the tick: forgets the changes. */
    public void forgetChanges() {
        changes.clear();
    }

    // ---- chunks ----

    /** Takes a chunk into memory, which must not be there; also one with more than the most. That is no change of any entity. */
    public void attach(ChunkColumns columns) {
        Check.that(placeByChunk.get(columns.chunk()) == NONE, "a chunk is in memory once", columns.chunk());
        int place = takePlace(columns);
        notice(columns);
        for (int i = 0; i < columns.size(); i++) {
            Check.that(rowById.get(columns.id(i)) == NONE, "an id is in use once", columns.id(i));
            rowById.add(columns.id(i), row(place, i));
        }
    }

    /** Forgets a chunk, which may be absent. That is no change of any entity. */
    public void detach(long chunkKey) {
        int place = placeByChunk.get(chunkKey);
        if (place == NONE) {
            return;
        }
        ChunkColumns columns = chunk(place);
        for (int i = 0; i < columns.size(); i++) {
            rowById.remove(columns.id(i));
        }
        rowById.trim();
        placeByChunk.remove(chunkKey);
        chunks[place] = null;
    }

    /** The first row of a chunk, or {@link #NONE}. */
    public int firstInChunk(long chunkKey) {
        int place = placeByChunk.get(chunkKey);
        return place == NONE || chunk(place).size() == 0 ? NONE : row(place, 0);
    }

    /** The row after this one in its chunk, or {@link #NONE}. */
    public int nextInChunk(int row) {
        return (row & ROW_MASK) + 1 < columns(row).size() ? row + 1 : NONE;
    }

    /** Every row, in no order that means anything. The visitor must not add or remove. */
    public void forEach(IntConsumer visitor) {
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            for (int i = 0; columns != null && i < columns.size(); i++) {
                visitor.accept(row(place, i));
            }
        }
    }

    /** Every chunk in memory, in no order that means anything. */
    public void forEachChunk(LongConsumer visitor) {
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            if (columns != null) {
                visitor.accept(columns.chunk());
            }
        }
    }

    // ---- time ----

    /** Whether anything in memory waits for its time, or has done so a while ago. */
    public boolean awaitsTime() {
        return earliestReadyTick != NEVER;
    }

    /**
     * What has become ready by a tick, in the order of ticks, then ids; what is beyond the most comes when this is asked again. The
     * caller changes or removes all of it, since it would come again at any time. The columns themselves are the queue; where nothing is ready, that costs one comparison.
     */
    public List<Ready> takeReady(long nowTick, int most) {
        if (earliestReadyTick > nowTick) {
            return List.of();
        }
        List<Ready> ready = new ArrayList<>();
        earliestReadyTick = NEVER;
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            if (columns == null) {
                continue;
            }
            if (columns.earliestReadyTick() <= nowTick) {
                columns.takeReady(nowTick, ready);
            }
            notice(columns);
        }
        ready.sort(Comparator.comparingLong(Ready::tick).thenComparingLong(Ready::id));
        if (ready.size() <= most) {
            return ready;
        }
        for (Ready later : ready.subList(most, ready.size())) {
            ChunkColumns columns = columns(rowOf(later.id));
            columns.await(later.tick);
            notice(columns);
        }
        return ready.subList(0, most);
    }

    private void notice(ChunkColumns columns) {
        earliestReadyTick = Math.min(earliestReadyTick, columns.earliestReadyTick());
    }

    // ---- movement ----

    /**
     * From now on the entity moves by so much with each {@link #integrate}: what vehicles and creatures steer by. It is not
     * stored, and no change: a chunk that comes back stands still.
     */
    public void setVelocity(int row, int xMicrosPerTick, int yMicrosPerTick, int zMicrosPerTick) {
        checkVelocity(xMicrosPerTick);
        checkVelocity(yMicrosPerTick);
        checkVelocity(zMicrosPerTick);
        columns(row).setVelocity(row & ROW_MASK, xMicrosPerTick, yMicrosPerTick, zMicrosPerTick);
    }

    private static void checkVelocity(int microsPerTick) {
        Check.that(Math.abs(microsPerTick) < ChunkColumns.MAX_MICROS_PER_TICK, "a velocity is bounded", microsPerTick);
    }

    /**
     * One tick's movement of all that has a velocity, over borders of chunks where it leads there; what would leave for a chunk
     * that is not in memory, or is full, stops at the border. Places that come about so are live, as poses are: they are in no
     * {@link ChangeLog}, and stored when their chunk is ({@link #forEachMovedChunk}).
     *
     * <p>Nothing in the game has a velocity yet but in tests and in the benchmark of worlds, so the tick doesn't call this: it is the
     * way that vehicles and creatures will go, whose cost the layout of the columns was chosen by.
     *
     * @param moves which chunks time passes in
     * @return how many entities moved
     */
    public int integrate(LongPredicate moves) {
        int moved = 0;
        leaverCount = 0;
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            if (columns != null && columns.moving() > 0 && moves.test(columns.chunk())) {
                moved += columns.moving();
                integrating = place;
                columns.integrate(addLeaver);
            }
        }
        for (int i = 0; i < leaverCount; i++) {
            moveLeaver(leavers[i]);
        }
        return moved;
    }

    private void addLeaver(int rowInChunk) {
        if (leaverCount == leavers.length) {
            leavers = Arrays.copyOf(leavers, leaverCount * 2);
        }
        leavers[leaverCount++] = row(integrating, rowInChunk);
    }

    /** The leavers of a chunk come from its last row on: so a row that fills a hole is not one of those still to be moved. */
    private void moveLeaver(int row) {
        ChunkColumns columns = columns(row);
        int i = row & ROW_MASK;
        int target = placeByChunk.get(columns.chunkOf(i));
        if (target == NONE || chunk(target).size() >= maxInChunk) {
            columns.stopInside(i);
        } else {
            moveOver(row, target);
        }
    }

    /** The chunks in which {@link #integrate} has moved something since this was asked before. */
    public void forEachMovedChunk(LongConsumer visitor) {
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            if (columns != null && columns.takeHasMoved()) {
                visitor.accept(columns.chunk());
            }
        }
    }

    /** Gives a row another place, in the columns of another chunk where it lies there. */
    private int place(int row, long xMicros, long yMicros, long zMicros) {
        ChunkColumns from = columns(row);
        int i = row & ROW_MASK;
        long chunkKey = ChunkKey.at(xMicros, zMicros);
        if (chunkKey == from.chunk()) {
            from.setPlace(i, xMicros, yMicros, zMicros);
            return row;
        }
        Check.that(!isFull(chunkKey), "a chunk has room", chunkKey);
        int newRow = moveOver(row, placeOf(chunkKey));
        columns(newRow).setPlace(newRow & ROW_MASK, xMicros, yMicros, zMicros);
        return newRow;
    }

    /** Moves an entity into the columns of another chunk; returns its row there. */
    private int moveOver(int row, int toPlace) {
        ChunkColumns from = columns(row);
        ChunkColumns to = chunk(toPlace);
        int i = row & ROW_MASK;
        int newRow = row(toPlace, from.copyTo(to, i));
        notice(to);
        rowById.move(from.id(i), row, newRow);
        closeHole(row);
        return newRow;
    }

    // ---- components ----

    public long id(int row) {
        return columns(row).id(row & ROW_MASK);
    }

    public int kind(int row) {
        return columns(row).kind(row & ROW_MASK);
    }

    public int variant(int row) {
        return columns(row).variant(row & ROW_MASK);
    }

    public long xMicros(int row) {
        return columns(row).xMicros(row & ROW_MASK);
    }

    public long yMicros(int row) {
        return columns(row).yMicros(row & ROW_MASK);
    }

    public long zMicros(int row) {
        return columns(row).zMicros(row & ROW_MASK);
    }

    public int yawDegrees(int row) {
        return columns(row).yawDegrees(row & ROW_MASK);
    }

    public int hp(int row) {
        return columns(row).hp(row & ROW_MASK);
    }

    public int count(int row) {
        return columns(row).count(row & ROW_MASK);
    }

    public long ownerId(int row) {
        return columns(row).ownerId(row & ROW_MASK);
    }

    public long readyAtTick(int row) {
        return columns(row).readyAtTick(row & ROW_MASK);
    }

    public EntityImage image(int row) {
        return columns(row).image(row & ROW_MASK);
    }

    /** A hash of all entities that doesn't depend on the order of rows: same content, same hash. */
    public long contentHash() {
        long sum = 0;
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            sum += columns == null ? 0 : columns.contentHash();
        }
        return sum;
    }

    /** What the table takes on the heap, all in all but the change log. */
    public long bytes() {
        long bytes = rowById.bytes() + ChunkColumns.array(8L * chunks.length) + placeByChunk.bytes();
        for (int place = 0; place < placeLimit; place++) {
            ChunkColumns columns = chunks[place];
            bytes += columns == null ? 0 : columns.bytes();
        }
        return bytes;
    }

    /** What the columns of one chunk take on the heap; 0 where it is not in memory. */
    public long bytesOfChunk(long chunkKey) {
        int place = placeByChunk.get(chunkKey);
        return place == NONE ? 0 : chunk(place).bytes();
    }

    // ---- rows ----

    private static int row(int place, int rowInChunk) {
        return place << ROW_BITS | rowInChunk;
    }

    private ChunkColumns columns(int row) {
        return chunk(row >>> ROW_BITS);
    }

    private ChunkColumns chunk(int place) {
        ChunkColumns columns = chunks[place];
        if (columns == null) {
            throw new Check.BrokenInvariant("a row is of a chunk in memory");
        }
        return columns;
    }

    private void logBefore(int row) {
        long id = id(row);
        if (!changes.isListed(id)) {
            changes.list(id, image(row));
        }
    }

    /** The last row of the chunk takes the place of one that is in no index any more. */
    private void closeHole(int row) {
        ChunkColumns columns = columns(row);
        int i = row & ROW_MASK;
        int last = columns.size() - 1;
        if (i != last) {
            rowById.move(columns.id(last), row - i + last, row);
        }
        columns.remove(i);
    }

    private int placeOf(long chunkKey) {
        int place = placeByChunk.get(chunkKey);
        return place == NONE ? takePlace(new ChunkColumns(chunkKey, 0)) : place;
    }

    private int takePlace(ChunkColumns columns) {
        int place = 0;
        while (place < placeLimit && chunks[place] != null) {
            place++;
        }
        if (place == placeLimit) {
            Check.that(place < MAX_CHUNKS, "the table has room for chunks", place);
            if (place == chunks.length) {
                chunks = Arrays.copyOf(chunks, place * 2);
            }
            placeLimit++;
        }
        chunks[place] = columns;
        placeByChunk.put(columns.chunk(), place);
        return place;
    }
}
