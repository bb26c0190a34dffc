package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;

/** A world that was played, with frames behind its checkpoint and after it, to be damaged and made whole again. */
final class StoredWorld implements AutoCloseable {
    final RocksDatabase database;
    final WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
    final long checkpoint;
    final long head;
    private final List<KeyValue> whole;

    StoredWorld(Path folder) {
        database = RocksDatabase.open(folder, RocksOptions.DEFAULT);
        PlayedWorld world = new PlayedWorld(database, 42, 1_795_000_000_000L);
        world.join();
        world.join();
        world.play(600);
        while (!hasChangeAfterCheckpoint()) {
            world.play(1);
        }
        checkpoint = message(CheckpointRecord.parser(), keys.checkpoint()).getFrame();
        head = message(HeadRecord.parser(), keys.head()).getFrame();
        whole = pairs(keys.everything());
    }

    /** Something struck, some frames after the checkpoint. */
    private boolean hasChangeAfterCheckpoint() {
        long newest = message(HeadRecord.parser(), keys.head()).getFrame();
        long stored = message(CheckpointRecord.parser(), keys.checkpoint()).getFrame();
        return newest > stored + 3 && frameThatChanges(stored + 1, newest).isPresent();
    }

    List<KeyValue> pairs(KeyRange range) {
        return database.run(tx -> RetryLoop.await(tx.getRange(range.begin(), range.end())));
    }

    void makeWhole() {
        KeyRange all = keys.everything();
        database.run(transaction -> {
            transaction.clearRange(all.begin(), all.end());
            whole.forEach(pair -> transaction.set(pair.key(), pair.value()));
            return true;
        });
    }

    byte[] value(byte[] key) {
        List<KeyValue> found = pairs(new KeyRange(key, Keys.after(key)));
        assertThat(found).as("the key is there").hasSize(1);
        return found.getFirst().value();
    }

    void set(byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return true;
        });
    }

    void clear(byte[] key) {
        database.run(transaction -> {
            transaction.clear(key);
            return true;
        });
    }

    <M> M message(Parser<M> parser, byte[] key) {
        try {
            return parser.parseFrom(value(key));
        } catch (InvalidProtocolBufferException damage) {
            throw new AssertionError(damage);
        }
    }

    /** Changes the record under a key. */
    <M extends Message> void edit(Parser<M> parser, byte[] key, Function<M, Message.Builder> change) {
        set(key, change.apply(message(parser, key)).build().toByteArray());
    }

    void editFrame(long number, Function<FrameRecord.Builder, FrameRecord.Builder> change) {
        edit(FrameRecord.parser(), keys.framePart(number, 0), frame -> change.apply(frame.toBuilder()));
    }

    /** Changes the first entity of a page. */
    void editEntity(byte[] page, Function<EntityRecord.Builder, EntityRecord.Builder> change) {
        edit(
                ChunkPage.parser(),
                page,
                content -> content.toBuilder().setEntities(0, change.apply(content.getEntities(0).toBuilder())));
    }

    /** The keys of the pages, in order. */
    List<byte[]> pageKeys() {
        List<byte[]> pages = new ArrayList<>();
        pairs(keys.pages()).forEach(pair -> pages.add(pair.key()));
        return pages;
    }

    /** A page that begins with a thing that players didn't make. */
    byte[] page() {
        return pageKeys().getFirst();
    }

    /** The number of a frame after the checkpoint that changes what was there before. */
    long frameThatChangesAfterCheckpoint() {
        return frameThatChanges(checkpoint + 1, head).orElseThrow();
    }

    long frameThatChangesBeforeCheckpoint() {
        return frameThatChanges(1, checkpoint).orElseThrow();
    }

    private OptionalLong frameThatChanges(long from, long to) {
        for (long number = to; number >= from; number--) {
            FrameRecord frame = message(FrameRecord.parser(), keys.framePart(number, 0));
            if (frame.getChangesCount() > 0
                    && frame.getChanges(0).hasBefore()
                    && frame.getChanges(0).hasAfter()) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        database.close();
    }
}
