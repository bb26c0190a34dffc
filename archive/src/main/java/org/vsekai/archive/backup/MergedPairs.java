package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.v1.Pair;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.disk.Disk;

/**
 * A section of pairs as the newest of some backups has it: each of their files holds what differs from the one before. In the
 * order of keys; one block of each file is in memory. Confined to one thread.
 */
final class MergedPairs implements Iterator<KeyValue>, AutoCloseable {
    private final List<BlockReader> readers = new ArrayList<>();

    /** By key; of the same key the newest file first. */
    private final PriorityQueue<Cursor> cursors =
            new PriorityQueue<>(Comparator.comparing(Cursor::key, Keys.ORDER).thenComparing(cursor -> -cursor.age));

    private @Nullable KeyValue next;

    /** @param backups a base and some of what continues it, in order */
    MergedPairs(Disk disk, List<Backup> backups, BlockKind kind) {
        boolean isOpen = false;
        try {
            for (int age = 0; age < backups.size(); age++) {
                BlockReader reader = new BlockReader(disk, backups.get(age).file());
                readers.add(reader);
                Cursor cursor = new Cursor(reader, kind, age);
                if (cursor.advance()) {
                    cursors.add(cursor);
                }
            }
            next = find();
            isOpen = true;
        } finally {
            if (!isOpen) {
                close();
            }
        }
    }

    private @Nullable KeyValue find() {
        while (!cursors.isEmpty()) {
            Cursor newest = cursors.remove();
            Pair pair = newest.pair();
            byte[] key = newest.key();
            again(newest);
            while (!cursors.isEmpty() && Keys.compare(cursors.peek().key(), key) == 0) {
                again(cursors.remove());
            }
            if (!pair.getCleared()) {
                return new KeyValue(key, pair.getValue().toByteArray());
            }
        }
        return null;
    }

    private void again(Cursor cursor) {
        if (cursor.advance()) {
            cursors.add(cursor);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public KeyValue next() {
        KeyValue found = next;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = find();
        return found;
    }

    @Override
    public void close() {
        readers.forEach(BlockReader::close);
    }

    /** Where one file is being read. */
    private static final class Cursor {
        private final BlockReader reader;
        private final BlockKind kind;
        private final int age;
        private List<Pair> pairs = List.of();
        private int at = -1;

        Cursor(BlockReader reader, BlockKind kind, int age) {
            this.reader = reader;
            this.kind = kind;
            this.age = age;
        }

        boolean advance() {
            at++;
            while (at >= pairs.size()) {
                BlockReader.Block block = reader.next(EnumSet.of(kind));
                if (block == null) {
                    return false;
                }
                pairs = reader.parse(PairBlock.parser(), block.payload()).getPairsList();
                at = 0;
            }
            return true;
        }

        Pair pair() {
            return pairs.get(at);
        }

        byte[] key() {
            return pair().getKey().toByteArray();
        }
    }
}
