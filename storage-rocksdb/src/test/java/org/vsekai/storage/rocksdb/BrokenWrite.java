package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Ways to write a group that a kill brings to light, and with them {@link KillLoop} shows that it would notice. */
enum BrokenWrite implements Seams.GroupWrite {
    NONE {
        @Override
        public void write(NativeStore store, byte[] batch) throws RocksDBException {
            store.writeSynced(batch);
        }
    },

    /** Acknowledged while it is in the process's memory only; written with the next one. */
    HELD_BACK {
        private byte @Nullable [] held;

        @Override
        public void write(NativeStore store, byte[] batch) throws RocksDBException {
            if (held != null) {
                store.writeSynced(held);
            }
            held = batch;
        }
    },

    /** Without its deletions. */
    UNDELETED {
        @Override
        public void write(NativeStore store, byte[] batch) throws RocksDBException {
            var kept = BatchWriter.batch(batch.length);
            ByteBuffer records = ByteBuffer.wrap(batch).position(HEADER_SIZE);
            while (records.hasRemaining()) {
                byte tag = records.get();
                byte[] key = nextBytes(records);
                if (tag != DELETION) {
                    byte[] value = nextBytes(records);
                    if (tag == VALUE) {
                        kept.put(key, value);
                    }
                }
            }
            store.writeSynced(kept.toBatch());
        }
    },

    /** In two halves, so that a transaction is cut in two. */
    TORN {
        @Override
        public void write(NativeStore store, byte[] batch) throws RocksDBException {
            writeFirstHalf(store, batch);
            int count = countOf(batch);
            store.writeSynced(batch(new byte[HEADER_SIZE], batch, middle(batch), batch.length, count - count / 2));
        }
    },

    /** With an old version as the last one of the store, so that the next life uses the versions of this one again. */
    BACKDATED {
        @Override
        public void write(NativeStore store, byte[] batch) throws RocksDBException {
            ByteBuffer.wrap(batch).putLong(batch.length - Long.BYTES, Committer.RESTART_GAP);
            store.writeSynced(batch);
        }
    };

    private static final int HEADER_SIZE = 12;

    private static final int COUNT_OFFSET = 8;

    private static final byte DELETION = 0x00;

    private static final byte VALUE = 0x01;

    static void writeFirstHalf(NativeStore store, byte[] batch) throws RocksDBException {
        store.writeSynced(batch(new byte[HEADER_SIZE], batch, HEADER_SIZE, middle(batch), countOf(batch) / 2));
    }

    private static int countOf(byte[] batch) {
        return ByteBuffer.wrap(batch).order(ByteOrder.LITTLE_ENDIAN).getInt(COUNT_OFFSET);
    }

    /** Where the second half of the records begins. */
    private static int middle(byte[] batch) {
        ByteBuffer records = ByteBuffer.wrap(batch).position(HEADER_SIZE);
        for (int i = 0; i < countOf(batch) / 2; i++) {
            skipRecord(records);
        }
        return records.position();
    }

    private static byte[] batch(byte[] header, byte[] records, int from, int to, int count) {
        byte[] batch = Arrays.copyOf(header, HEADER_SIZE + to - from);
        System.arraycopy(records, from, batch, HEADER_SIZE, to - from);
        ByteBuffer.wrap(batch).order(ByteOrder.LITTLE_ENDIAN).putInt(COUNT_OFFSET, count);
        return batch;
    }

    /** A deletion has a key alone, everything else two byte strings: {@link BatchWriter}. */
    private static void skipRecord(ByteBuffer records) {
        boolean isDeletion = records.get() == DELETION;
        nextBytes(records);
        if (!isDeletion) {
            nextBytes(records);
        }
    }

    private static byte[] nextBytes(ByteBuffer records) {
        int length = 0;
        int shift = 0;
        byte digit;
        do {
            digit = records.get();
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while (digit < 0);
        byte[] bytes = new byte[length];
        records.get(bytes);
        return bytes;
    }
}
