package org.vsekai.sim;

import java.util.Arrays;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.SplitMix64;

/**
 * The entities of a region as columns of components, with an index by id and one by chunk, and a log of what the current
 * tick has changed.
 *
 * <ul>
 *   <li>A row number is valid until its entity is removed; then it may be given to another.
 *   <li>Every change of a component goes through a method that puts the entity in the {@link ChangeLog} first.
 *   <li>Entities don't move between chunks: what lies in the world stays where it was put.
 *   <li>The order of rows and of a chunk's list depends on history; nothing that decides may depend on it.
 * </ul>
 *
 * Confined to the region's thread. About 100 bytes an entity. Leaves out what kinds, variants and owners mean.
 */
@HotPath
public final class EntityTable {
    public static final int NONE = -1;

    private final int maxCount;
    private final LongIntMap rowById = new LongIntMap();
    private final LongIntMap firstByChunk = new LongIntMap();
    private final ChangeLog changes = new ChangeLog();

    /** Components of the entity in row r at [r]; ids are 0 in free rows. */
    private long[] id = new long[0];

    private int[] kind = new int[0];
    private int[] variant = new int[0];
    private long[] xMicros = new long[0];
    private long[] yMicros = new long[0];
    private long[] zMicros = new long[0];
    private int[] yawDegrees = new int[0];
    private int[] hp = new int[0];
    private int[] count = new int[0];
    private long[] ownerId = new long[0];
    private long[] readyAtTick = new long[0];

    /** Row after and before row r in the list of its chunk at [r]; in free rows, next is the next free one. */
    private int[] next = new int[0];

    private int[] previous = new int[0];

    private int firstFree = NONE;
    private int rowLimit;

    /** @param maxCount the most entities the table will hold */
    public EntityTable(int maxCount) {
        this.maxCount = maxCount;
        growTo(Math.min(maxCount, 1_024));
    }

    public int size() {
        return rowById.size();
    }

    public boolean isFull() {
        return size() >= maxCount;
    }

    /** The row of an entity, or {@link #NONE}. */
    public int rowOf(long entityId) {
        return rowById.get(entityId);
    }

    /** Adds an entity that must not be there yet; returns its row. The table must not be full. */
    public int add(EntityImage image) {
        Check.that(image.id() > 0, "an entity has a positive id", image.id());
        Check.that(!rowById.contains(image.id()), "an id is in use once", image.id());
        Check.that(!isFull(), "the table has room", maxCount);
        if (!changes.isListed(image.id())) {
            changes.list(image.id(), null);
        }
        int row = takeFreeRow();
        id[row] = image.id();
        kind[row] = image.kind();
        variant[row] = image.variant();
        xMicros[row] = image.xMicros();
        yMicros[row] = image.yMicros();
        zMicros[row] = image.zMicros();
        yawDegrees[row] = image.yawDegrees();
        hp[row] = image.hp();
        count[row] = image.count();
        ownerId[row] = image.ownerId();
        readyAtTick[row] = image.readyAtTick();
        rowById.put(image.id(), row);
        linkToChunk(row);
        return row;
    }

    public void remove(int row) {
        logBefore(row);
        unlinkFromChunk(row);
        rowById.remove(id[row]);
        id[row] = 0;
        next[row] = firstFree;
        firstFree = row;
    }

    public void setHp(int row, int newHp) {
        logBefore(row);
        hp[row] = newHp;
    }

    public void setReadyAtTick(int row, long tick) {
        logBefore(row);
        readyAtTick[row] = tick;
    }

    public void setCount(int row, int newCount) {
        logBefore(row);
        count[row] = newCount;
    }

    public long id(int row) {
        return id[row];
    }

    public int kind(int row) {
        return kind[row];
    }

    public int variant(int row) {
        return variant[row];
    }

    public long xMicros(int row) {
        return xMicros[row];
    }

    public long yMicros(int row) {
        return yMicros[row];
    }

    public long zMicros(int row) {
        return zMicros[row];
    }

    public int yawDegrees(int row) {
        return yawDegrees[row];
    }

    public int hp(int row) {
        return hp[row];
    }

    public int count(int row) {
        return count[row];
    }

    public long ownerId(int row) {
        return ownerId[row];
    }

    public long readyAtTick(int row) {
        return readyAtTick[row];
    }

    /** The first row of a chunk's list, or {@link #NONE}. */
    public int firstInChunk(long chunkKey) {
        return firstByChunk.get(chunkKey);
    }

    /** The row after this one in the list of its chunk, or {@link #NONE}. */
    public int nextInChunk(int row) {
        return next[row];
    }

    /** Rows are below this number; those with id 0 are free. */
    public int rowLimit() {
        return rowLimit;
    }

    /** What the tick has changed so far. */
    public ChangeLog changes() {
        return changes;
    }

    /** Ends the tick: forgets the changes. */
    public void forgetChanges() {
        changes.clear();
    }

    public EntityImage image(int row) {
        Check.that(id[row] > 0, "a row is in use", row);
        return new EntityImage(
                id[row],
                kind[row],
                variant[row],
                xMicros[row],
                yMicros[row],
                zMicros[row],
                yawDegrees[row],
                hp[row],
                count[row],
                ownerId[row],
                readyAtTick[row]);
    }

    /** A hash of all entities that doesn't depend on the order of rows: same content, same hash. */
    public long contentHash() {
        long sum = 0;
        for (int row = 0; row < rowLimit; row++) {
            if (id[row] != 0) {
                sum += rowHash(row);
            }
        }
        return sum;
    }

    private long rowHash(int row) {
        long h = SplitMix64.mix(id[row]);
        h = SplitMix64.mix(h ^ ((long) kind[row] << 32 | variant[row]));
        h = SplitMix64.mix(h ^ xMicros[row]);
        h = SplitMix64.mix(h ^ yMicros[row]);
        h = SplitMix64.mix(h ^ zMicros[row]);
        h = SplitMix64.mix(h ^ ((long) yawDegrees[row] << 32 | hp[row]));
        h = SplitMix64.mix(h ^ ((long) count[row] << 32));
        h = SplitMix64.mix(h ^ ownerId[row]);
        return SplitMix64.mix(h ^ readyAtTick[row]);
    }

    private void logBefore(int row) {
        if (!changes.isListed(id[row])) {
            changes.list(id[row], image(row));
        }
    }

    private int takeFreeRow() {
        if (firstFree != NONE) {
            int row = firstFree;
            firstFree = next[row];
            return row;
        }
        if (rowLimit == id.length) {
            growTo(Math.min(maxCount, id.length * 2));
        }
        return rowLimit++;
    }

    private void linkToChunk(int row) {
        long chunk = ChunkKey.at(xMicros[row], zMicros[row]);
        int first = firstByChunk.get(chunk);
        next[row] = first;
        previous[row] = NONE;
        if (first != NONE) {
            previous[first] = row;
        }
        firstByChunk.put(chunk, row);
    }

    private void unlinkFromChunk(int row) {
        if (previous[row] != NONE) {
            next[previous[row]] = next[row];
        } else {
            long chunk = ChunkKey.at(xMicros[row], zMicros[row]);
            if (next[row] == NONE) {
                firstByChunk.remove(chunk);
            } else {
                firstByChunk.put(chunk, next[row]);
            }
        }
        if (next[row] != NONE) {
            previous[next[row]] = previous[row];
        }
    }

    private void growTo(int capacity) {
        id = Arrays.copyOf(id, capacity);
        kind = Arrays.copyOf(kind, capacity);
        variant = Arrays.copyOf(variant, capacity);
        xMicros = Arrays.copyOf(xMicros, capacity);
        yMicros = Arrays.copyOf(yMicros, capacity);
        zMicros = Arrays.copyOf(zMicros, capacity);
        yawDegrees = Arrays.copyOf(yawDegrees, capacity);
        hp = Arrays.copyOf(hp, capacity);
        count = Arrays.copyOf(count, capacity);
        ownerId = Arrays.copyOf(ownerId, capacity);
        readyAtTick = Arrays.copyOf(readyAtTick, capacity);
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
    }
}
