package org.vsekai.sim;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Units;

/**
 * The entities of one chunk as columns of components. Whoever decodes a chunk fills one, on any thread, and hands it to an
 * {@link EntityTable}, to which it belongs from then on.
 *
 * <p>28 bytes an entity, and 8 more where anything of the chunk has an owner, 8 where anything waits for its time, 4 for
 * each axis that anything moves along: places are relative to the chunk, and numbers as narrow as {@link #holds} says. Rows are
 * dense; what is removed is replaced by the last one. Confined to one thread at a time.
 */
@HotPath
public final class ChunkColumns {
    /** Rows of one chunk: {@link EntityTable} gives them 16 bits. */
    public static final int MAX_ROWS = 1 << 16;

    /** Heights are below this, up and down, so that sums of a height and a velocity fit an int. */
    public static final int MAX_HEIGHT_MICROS = 1 << 30;

    /** Velocities are below this along each axis: 960 m a second, at sixty ticks. */
    public static final int MAX_MICROS_PER_TICK = 1 << 24;

    private static final int MAX_BYTE = 0xFF;
    private static final int MAX_SHORT = 0xFFFF;
    private static final int VARIANT = 8;
    private static final int YAW = 16;
    private static final int HP = 32;
    private static final int COUNT = 48;
    private static final int SIDE = (int) Units.CHUNK_MICROS;

    /** Objects and arrays begin with so much, and end at a multiple of 8. */
    private static final int HEADER_BYTES = 16;

    private static final int OWN_BYTES = 104;

    private final long chunk;
    private final long originXMicros;
    private final long originZMicros;
    private int size;

    /** Components of row r at [r], valid below size. */
    private long[] id;

    /** Kind and variant in a byte each, then yaw, hp and count in two each, from the lowest bits: what moves is copied often. */
    private long[] traits;

    /** East and south of the chunk's corner; within the chunk but in the middle of {@link EntityTable#integrate}. */
    private int[] x;

    private int[] z;
    private int[] y;

    /** Null as long as nothing here has an owner. */
    private long @Nullable [] ownerId;

    /** Null as long as nothing here waits for its time. */
    private long @Nullable [] readyAtTick;

    /**
     * Micrometres a tick along each axis; null as long as nothing here moves along it. In one array together, the compiler would
     * not add several rows at a time.
     */
    private int @Nullable [] velocityX;

    private int @Nullable [] velocityY;
    private int @Nullable [] velocityZ;

    /** No entity is ready before this tick, apart from those that {@link #takeReady} has taken. */
    private long earliestReadyTick = EntityTable.NEVER;

    /** Rows with a velocity that is not 0. */
    private int moving;

    /** Of those, the ones that go up or down. */
    private int climbing;

    private boolean hasMoved;

    /** @param expectedSize no more memory is taken for so many, and no less */
    public ChunkColumns(long chunk, int expectedSize) {
        this.chunk = chunk;
        originXMicros = ChunkKey.x(chunk) * Units.CHUNK_MICROS;
        originZMicros = ChunkKey.z(chunk) * Units.CHUNK_MICROS;
        id = new long[expectedSize];
        traits = new long[expectedSize];
        x = new int[expectedSize];
        y = new int[expectedSize];
        z = new int[expectedSize];
    }

    /** Whether the columns are wide enough for an entity's numbers. */
    public static boolean holds(EntityImage image) {
        return image.id() > 0
                && isWithin(image.kind(), MAX_BYTE)
                && isWithin(image.variant(), MAX_BYTE)
                && isWithin(image.yawDegrees(), MAX_SHORT)
                && isWithin(image.hp(), MAX_SHORT)
                && isWithin(image.count(), MAX_SHORT)
                && Math.abs(image.yMicros()) < MAX_HEIGHT_MICROS
                && image.yMicros() != Long.MIN_VALUE;
    }

    private static boolean isWithin(int value, int most) {
        return value >= 0 && value <= most;
    }

    public long chunk() {
        return chunk;
    }

    public int size() {
        return size;
    }

    /** Adds an entity that lies in the chunk and that {@link #holds}; returns its row. */
    public int add(EntityImage image) {
        Check.that(holds(image), "an entity's numbers fit its columns", image.id());
        Check.that(ChunkKey.at(image.xMicros(), image.zMicros()) == chunk, "an entity lies in its chunk", image.id());
        int row = addRow(image.id());
        traits[row] = image.kind() | (long) image.variant() << VARIANT | (long) image.yawDegrees() << YAW;
        x[row] = (int) (image.xMicros() - originXMicros);
        y[row] = (int) image.yMicros();
        z[row] = (int) (image.zMicros() - originZMicros);
        setHp(row, image.hp());
        setCount(row, image.count());
        setOwnerId(row, image.ownerId());
        setReadyAtTick(row, image.readyAtTick());
        return row;
    }

    private int addRow(long newId) {
        Check.that(size < MAX_ROWS, "a chunk has room", chunk);
        if (size == id.length) {
            growTo(Math.min(MAX_ROWS, Math.max(8, size + (size >> 1))));
        }
        id[size] = newId;
        return size++;
    }

    /** Moves a row, as it is, into other columns; the caller sees to the hole. Returns the row there. */
    int copyTo(ChunkColumns other, int row) {
        int copy = other.addRow(id[row]);
        other.traits[copy] = traits[row];
        other.x[copy] = (int) (xMicros(row) - other.originXMicros);
        other.y[copy] = y[row];
        other.z[copy] = (int) (zMicros(row) - other.originZMicros);
        other.setOwnerId(copy, ownerId(row));
        other.setReadyAtTick(copy, readyAtTick(row));
        if (isMoving(row)) {
            other.setVelocity(copy, at(velocityX, row), at(velocityY, row), at(velocityZ, row));
        }
        other.hasMoved |= hasMoved;
        return copy;
    }

    /** Removes a row; the last one takes its place. */
    void remove(int row) {
        setVelocity(row, 0, 0, 0);
        int last = --size;
        if (row != last) {
            replace(row, last);
        }
        setOwnerId(last, 0);
        setReadyAtTick(last, 0);
    }

    private void replace(int row, int by) {
        id[row] = id[by];
        traits[row] = traits[by];
        x[row] = x[by];
        y[row] = y[by];
        z[row] = z[by];
        setOwnerId(row, ownerId(by));
        setReadyAtTick(row, readyAtTick(by));
        setVelocity(row, at(velocityX, by), at(velocityY, by), at(velocityZ, by));
        setVelocity(by, 0, 0, 0);
    }

    // ---- components ----

    public long id(int row) {
        return id[row];
    }

    int kind(int row) {
        return (int) traits[row] & MAX_BYTE;
    }

    int variant(int row) {
        return (int) (traits[row] >>> VARIANT) & MAX_BYTE;
    }

    long xMicros(int row) {
        return originXMicros + x[row];
    }

    long yMicros(int row) {
        return y[row];
    }

    long zMicros(int row) {
        return originZMicros + z[row];
    }

    int yawDegrees(int row) {
        return (int) (traits[row] >>> YAW) & MAX_SHORT;
    }

    int hp(int row) {
        return (int) (traits[row] >>> HP) & MAX_SHORT;
    }

    int count(int row) {
        return (int) (traits[row] >>> COUNT) & MAX_SHORT;
    }

    long ownerId(int row) {
        return ownerId == null ? 0 : ownerId[row];
    }

    public long readyAtTick(int row) {
        return readyAtTick == null ? 0 : readyAtTick[row];
    }

    EntityImage image(int row) {
        return new EntityImage(
                id[row],
                kind(row),
                variant(row),
                xMicros(row),
                yMicros(row),
                zMicros(row),
                yawDegrees(row),
                hp(row),
                count(row),
                ownerId(row),
                readyAtTick(row));
    }

    void setHp(int row, int newHp) {
        Check.that(isWithin(newHp, MAX_SHORT), "hp fit their column", newHp);
        setTrait(row, HP, newHp);
    }

    void setCount(int row, int newCount) {
        Check.that(isWithin(newCount, MAX_SHORT), "a count fits its column", newCount);
        setTrait(row, COUNT, newCount);
    }

    private void setTrait(int row, int shift, long value) {
        traits[row] = traits[row] & ~((long) MAX_SHORT << shift) | value << shift;
    }

    private void setOwnerId(int row, long newOwner) {
        if (ownerId == null) {
            if (newOwner == 0) {
                return;
            }
            ownerId = new long[id.length];
        }
        ownerId[row] = newOwner;
    }

    void setReadyAtTick(int row, long tick) {
        if (readyAtTick == null) {
            if (tick == 0) {
                return;
            }
            readyAtTick = new long[id.length];
        }
        readyAtTick[row] = tick;
        if (tick > 0) {
            earliestReadyTick = Math.min(earliestReadyTick, tick);
        }
    }

    /** @param newYMicros below {@link #MAX_HEIGHT_MICROS}; the place must lie in the chunk */
    void setPlace(int row, long newXMicros, long newYMicros, long newZMicros) {
        Check.that(Math.abs(newYMicros) < MAX_HEIGHT_MICROS, "a height fits its column", newYMicros);
        x[row] = (int) (newXMicros - originXMicros);
        y[row] = (int) newYMicros;
        z[row] = (int) (newZMicros - originZMicros);
    }

    // ---- time ----

    long earliestReadyTick() {
        return earliestReadyTick;
    }

    /** An entity here is ready, and has not been taken. */
    void await(long tick) {
        earliestReadyTick = Math.min(earliestReadyTick, tick);
    }

    /** Adds the entities that are ready; from now on they count again only when they are given another tick. */
    void takeReady(long nowTick, List<EntityTable.Ready> ready) {
        earliestReadyTick = EntityTable.NEVER;
        for (int row = 0; readyAtTick != null && row < size; row++) {
            long tick = readyAtTick[row];
            if (tick > nowTick) {
                earliestReadyTick = Math.min(earliestReadyTick, tick);
            } else if (tick > 0) {
                ready.add(new EntityTable.Ready(tick, id[row]));
            }
        }
    }

    // ---- movement ----

    boolean isMoving(int row) {
        return (at(velocityX, row) | at(velocityY, row) | at(velocityZ, row)) != 0;
    }

    private static int at(int @Nullable [] velocity, int row) {
        return velocity == null ? 0 : velocity[row];
    }

    void setVelocity(int row, int alongX, int alongY, int alongZ) {
        int before = isMoving(row) ? 1 : 0;
        int after = (alongX | alongY | alongZ) != 0 ? 1 : 0;
        if (before + after == 0) {
            return;
        }
        climbing += (alongY != 0 ? 1 : 0) - (at(velocityY, row) != 0 ? 1 : 0);
        velocityX = with(velocityX, row, alongX);
        velocityY = with(velocityY, row, alongY);
        velocityZ = with(velocityZ, row, alongZ);
        moving += after - before;
    }

    private int @Nullable [] with(int @Nullable [] velocity, int row, int along) {
        if (velocity == null) {
            if (along == 0) {
                return null;
            }
            velocity = new int[id.length];
        }
        velocity[row] = along;
        return velocity;
    }

    int moving() {
        return moving;
    }

    /** Whether anything has moved since this was asked before. */
    boolean takeHasMoved() {
        boolean had = hasMoved;
        hasMoved = false;
        return had;
    }

    /**
     * One tick's movement of all rows; heights stop at the highest and the lowest.
     *
     * @param leavers gets the rows that are beyond the chunk now, the last one first: they are to be moved to theirs at once
     */
    void integrate(IntConsumer leavers) {
        if (moving == 0) {
            return;
        }
        hasMoved = true;
        if (velocityY != null && climbing > 0) {
            climb(y, velocityY, size);
        }
        if ((step(x, velocityX, size) | step(z, velocityZ, size)) < 0) {
            tell(leavers);
        }
    }

    private static void climb(int[] heights, int[] steps, int size) {
        for (int row = 0; row < size; row++) {
            int height = heights[row] + steps[row];
            heights[row] = Math.max(1 - MAX_HEIGHT_MICROS, Math.min(MAX_HEIGHT_MICROS - 1, height));
        }
    }

    /** Negative when a place is below 0 or beyond the chunk's side. */
    private static int step(int[] places, int @Nullable [] steps, int size) {
        int beyond = 0;
        for (int row = 0; steps != null && row < size; row++) {
            int place = places[row] + steps[row];
            places[row] = place;
            beyond |= place | SIDE - 1 - place;
        }
        return beyond;
    }

    private void tell(IntConsumer leavers) {
        int[] east = x;
        int[] south = z;
        for (int row = size - 1; row >= 0; row--) {
            if ((east[row] | SIDE - 1 - east[row] | south[row] | SIDE - 1 - south[row]) < 0) {
                leavers.accept(row);
            }
        }
    }

    /** The chunk that a row's place is in: this one, or the next in some direction, since no velocity is more than a chunk. */
    long chunkOf(int row) {
        return ChunkKey.of(ChunkKey.x(chunk) + side(x[row]), ChunkKey.z(chunk) + side(z[row]));
    }

    private static int side(int place) {
        return (place >> 31) - (SIDE - 1 - place >> 31);
    }

    /** Back inside, at the border it went over, and at rest. */
    void stopInside(int row) {
        x[row] = Math.clamp(x[row], 0, SIDE - 1);
        z[row] = Math.clamp(z[row], 0, SIDE - 1);
        setVelocity(row, 0, 0, 0);
    }

    // ---- content ----

    long contentHash() {
        long sum = 0;
        for (int row = 0; row < size; row++) {
            sum += image(row).contentHash();
        }
        return sum;
    }

    // ---- memory ----

    /** What the columns take on the heap, with room that is not used yet. */
    long bytes() {
        long capacity = id.length;
        long bytes = OWN_BYTES + 2 * array(8 * capacity) + 3 * array(4 * capacity);
        bytes += ownerId == null ? 0 : array(8 * capacity);
        bytes += readyAtTick == null ? 0 : array(8 * capacity);
        bytes += velocityX == null ? 0 : array(4 * capacity);
        bytes += velocityY == null ? 0 : array(4 * capacity);
        return bytes + (velocityZ == null ? 0 : array(4 * capacity));
    }

    static long array(long elementBytes) {
        return HEADER_BYTES + (elementBytes + 7 & ~7L);
    }

    private void growTo(int capacity) {
        id = Arrays.copyOf(id, capacity);
        traits = Arrays.copyOf(traits, capacity);
        x = Arrays.copyOf(x, capacity);
        y = Arrays.copyOf(y, capacity);
        z = Arrays.copyOf(z, capacity);
        ownerId = ownerId == null ? null : Arrays.copyOf(ownerId, capacity);
        readyAtTick = readyAtTick == null ? null : Arrays.copyOf(readyAtTick, capacity);
        velocityX = velocityX == null ? null : Arrays.copyOf(velocityX, capacity);
        velocityY = velocityY == null ? null : Arrays.copyOf(velocityY, capacity);
        velocityZ = velocityZ == null ? null : Arrays.copyOf(velocityZ, capacity);
    }
}
