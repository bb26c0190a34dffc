package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.v1.Pair;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;

/** Writes a section of pairs: of what comes in the order of keys only what is not as it was before. Confined to one thread. */
final class PairWriter implements Consumer<KeyValue> {
    private final BlockWriter out;
    private final BlockKind kind;
    private final Iterator<KeyValue> before;
    private final PairBlock.Builder block = PairBlock.newBuilder();
    private @Nullable KeyValue nextBefore;
    private int blockSize;
    private long count;

    /** @param before what the backups before hold of the section, in the order of keys */
    PairWriter(BlockWriter out, BlockKind kind, Iterator<KeyValue> before) {
        this.out = out;
        this.kind = kind;
        this.before = before;
        step();
    }

    private void step() {
        nextBefore = before.hasNext() ? before.next() : null;
    }

    @Override
    public void accept(KeyValue pair) {
        clearUpTo(pair.key());
        if (nextBefore != null && Keys.compare(nextBefore.key(), pair.key()) == 0) {
            boolean isSame = Keys.compare(nextBefore.value(), pair.value()) == 0;
            step();
            if (isSame) {
                return;
            }
        }
        add(Pair.newBuilder()
                .setKey(ByteString.copyFrom(pair.key()))
                .setValue(ByteString.copyFrom(pair.value()))
                .build());
    }

    /** All pairs are of one region. */
    PairWriter of(RegionId region) {
        block.setRegionX(region.x()).setRegionZ(region.z());
        return this;
    }

    private void clearUpTo(byte @Nullable [] key) {
        while (nextBefore != null && (key == null || Keys.compare(nextBefore.key(), key) < 0)) {
            add(Pair.newBuilder()
                    .setKey(ByteString.copyFrom(nextBefore.key()))
                    .setCleared(true)
                    .build());
            step();
        }
    }

    private void add(Pair pair) {
        block.addPairs(pair);
        blockSize += pair.getSerializedSize();
        count++;
        if (blockSize >= BlockFile.TARGET_PAYLOAD) {
            flush();
        }
    }

    private void flush() {
        out.write(kind, block.build());
        block.clearPairs();
        blockSize = 0;
    }

    /** The pair before was the last one. Returns how many pairs were written. */
    long end() {
        clearUpTo(null);
        if (blockSize > 0) {
            flush();
        }
        return count;
    }
}
