package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records in the layout of RocksDB's write batch, made in Java so that a whole group crosses into native code once.
 *
 * <pre>
 * batch  := sequence (8 bytes, 0) count (4 bytes, little-endian) record*
 * record := 0x00 key | 0x01 key value | 0x0F begin end        each as varint length, bytes
 * </pre>
 *
 * RocksDB {@code db/write_batch.cc}, 11.8. Later records win. Confined to one thread.
 */
final class BatchWriter {
    private static final int HEADER_SIZE = 12;

    private static final int COUNT_OFFSET = 8;

    private static final byte DELETION = 0x00;

    private static final byte VALUE = 0x01;

    private static final byte RANGE_DELETION = 0x0F;

    private byte[] out;
    private int size;
    private int count;

    private BatchWriter(int capacity, int size) {
        out = new byte[capacity];
        this.size = size;
    }

    /** A whole batch. */
    static BatchWriter batch(int capacity) {
        return new BatchWriter(HEADER_SIZE + capacity, HEADER_SIZE);
    }

    /** Records to be appended to a batch. */
    static BatchWriter records(int capacity) {
        return new BatchWriter(capacity, 0);
    }

    void put(byte[] key, byte[] value) {
        append(VALUE);
        appendBytes(key);
        appendBytes(value);
        count++;
    }

    void delete(byte[] key) {
        append(DELETION);
        appendBytes(key);
        count++;
    }

    void deleteRange(byte[] begin, byte[] end) {
        append(RANGE_DELETION);
        appendBytes(begin);
        appendBytes(end);
        count++;
    }

    void appendAll(BatchWriter records) {
        reserve(records.size);
        System.arraycopy(records.out, 0, out, size, records.size);
        size += records.size;
        count += records.count;
    }

    int size() {
        return size;
    }

    byte[] toBatch() {
        byte[] batch = Arrays.copyOf(out, size);
        ByteBuffer.wrap(batch).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT_OFFSET, count);
        return batch;
    }

    private void appendBytes(byte[] bytes) {
        int length = bytes.length;
        while (length > 0x7F) {
            append((byte) (length | 0x80));
            length >>>= 7;
        }
        append((byte) length);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, out, size, bytes.length);
        size += bytes.length;
    }

    private void append(byte b) {
        reserve(1);
        out[size++] = b;
    }

    private void reserve(int length) {
        if (out.length - size < length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + length));
        }
    }
}
