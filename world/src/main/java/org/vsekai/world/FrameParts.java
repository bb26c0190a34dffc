package org.vsekai.world;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.storage.KeyValue;

/**
 * Frame records in the pieces in which they are stored, and put together again. Takes the pairs in the order of keys; holds
 * one frame at a time. Confined to one thread.
 */
public final class FrameParts {
    /** Pieces of a record stay well below the store's 100,000 bytes a value. */
    public static final int MAX_PART_SIZE = 90_000;

    private final WorldKeys keys;
    private final Whole whole;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private long number;
    private long parts;

    /** Takes whole records, in the order of their numbers. */
    @FunctionalInterface
    public interface Whole {
        void accept(long number, byte[] record);
    }

    public FrameParts(WorldKeys keys, Whole whole) {
        this.keys = keys;
        this.whole = whole;
    }

    /** @throws DamagedRecordException when a piece is missing before this one */
    public void add(KeyValue pair) {
        long frame = keys.frameOf(pair.key());
        if (parts > 0 && frame != number) {
            end();
        }
        if (keys.partOf(pair.key()) != parts) {
            throw new DamagedRecordException("part " + parts + " of frame " + frame + " is missing", null);
        }
        number = frame;
        parts++;
        unfinished.writeBytes(pair.value());
    }

    /** The pair before was the last one. */
    public void end() {
        if (parts > 0) {
            byte[] record = unfinished.toByteArray();
            unfinished.reset();
            parts = 0;
            whole.accept(number, record);
        }
    }

    /** The pairs in which a frame's record is stored. */
    public static List<KeyValue> pairs(WorldKeys keys, long number, byte[] record) {
        List<KeyValue> pairs = new ArrayList<>();
        for (byte[] part : split(record)) {
            pairs.add(new KeyValue(keys.framePart(number, pairs.size()), part));
        }
        return pairs;
    }

    /** A value in pieces that can be stored, at least one. */
    public static List<byte[]> split(byte[] record) {
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < record.length || parts.isEmpty(); from += MAX_PART_SIZE) {
            parts.add(Arrays.copyOfRange(record, from, Math.min(record.length, from + MAX_PART_SIZE)));
        }
        return parts;
    }
}
