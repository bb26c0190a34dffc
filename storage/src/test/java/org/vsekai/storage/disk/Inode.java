package org.vsekai.storage.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What a name stands for on a {@link FaultyDisk}. */
sealed interface Inode {
    /** Names as programs see them, and as they are sure to be after a power cut. */
    final class Folder implements Inode {
        final TreeMap<String, Inode> names = new TreeMap<>();
        final TreeMap<String, Inode> syncedNames = new TreeMap<>();
    }

    /** Bytes, of which those before {@link #synced} are sure unless they were truncated since. */
    final class Content implements Inode {
        byte[] bytes = {};
        byte[] synced = {};

        /** A sync has failed: the system took the unsynced bytes for written, and no later sync will write them. */
        private int doomedFrom = Integer.MAX_VALUE;

        void append(byte[] more, int count) {
            int size = bytes.length;
            bytes = Arrays.copyOf(bytes, size + count);
            System.arraycopy(more, 0, bytes, size, count);
        }

        void truncate(int size) {
            if (size < bytes.length) {
                bytes = Arrays.copyOf(bytes, size);
            }
            if (size <= doomedFrom) {
                doomedFrom = Integer.MAX_VALUE;
            }
        }

        void sync() {
            if (bytes.length <= doomedFrom) {
                synced = bytes;
            } else {
                synced = Arrays.copyOf(bytes, doomedFrom);
            }
        }

        void failSync() {
            doomedFrom = Math.min(doomedFrom, commonSize());
        }

        /** How far the synced bytes are still the file's. */
        private int commonSize() {
            int mismatch = Arrays.mismatch(bytes, synced);
            return mismatch < 0 ? bytes.length : mismatch;
        }

        /**
         * The synced bytes, or the file's with a part of what was appended: cut anywhere, and perhaps zeros from anywhere
         * before the cut on, where the size was written and the bytes were not.
         */
        Content after(Fate fate) {
            var left = new Content();
            left.bytes = torn(fate);
            left.synced = left.bytes;
            return left;
        }

        private byte[] torn(Fate fate) {
            int common = commonSize();
            if (common < synced.length && fate.choose(2) == 0) {
                return synced; // The truncation isn't on the disk, and so nothing after it is.
            }
            int tail = bytes.length - common;
            if (tail == 0) {
                return bytes;
            }
            byte[] torn = Arrays.copyOf(bytes, common + fate.choose(tail + 1));
            if (torn.length > common && fate.choose(2) == 0) {
                Arrays.fill(torn, common + fate.choose(torn.length - common), torn.length, (byte) 0);
            }
            return torn;
        }
    }

    /** Eight bytes that are mapped: every value since the last sure one may be what the disk has. */
    final class Cell implements Inode {
        final List<Long> values = new ArrayList<>();

        Cell(long value) {
            values.add(value);
        }

        long value() {
            return values.getLast();
        }

        Cell after(Fate fate) {
            return new Cell(values.get(fate.choose(values.size())));
        }
    }
}
