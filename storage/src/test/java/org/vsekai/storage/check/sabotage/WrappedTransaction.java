package org.vsekai.storage.check.sabotage;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;

/** Passes everything on; broken ones are made of it. Snapshot reads go straight to the sound transaction. */
public class WrappedTransaction implements Transaction {
    protected final Transaction sound;

    protected WrappedTransaction(Transaction sound) {
        this.sound = sound;
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return sound.get(key);
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        return sound.getRange(begin, end, options);
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return sound.readVersion();
    }

    @Override
    public ReadTransaction snapshot() {
        return sound.snapshot();
    }

    @Override
    public void set(byte[] key, byte[] value) {
        sound.set(key, value);
    }

    @Override
    public void clear(byte[] key) {
        sound.clear(key);
    }

    @Override
    public void clearRange(byte[] begin, byte[] end) {
        sound.clearRange(begin, end);
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] operand) {
        sound.mutate(type, key, operand);
    }

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        sound.addReadConflictRange(begin, end);
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        sound.addWriteConflictRange(begin, end);
    }

    @Override
    public void nextWriteNoWriteConflict() {
        sound.nextWriteNoWriteConflict();
    }

    @Override
    public CompletionStage<Void> watch(byte[] key) {
        return sound.watch(key);
    }

    @Override
    public CompletionStage<Long> approximateSize() {
        return sound.approximateSize();
    }

    @Override
    public CompletionStage<Void> commit() {
        return sound.commit();
    }

    @Override
    public long committedVersion() {
        return sound.committedVersion();
    }

    @Override
    public byte[] versionstamp() {
        return sound.versionstamp();
    }

    @Override
    public CompletionStage<Void> onError(Throwable failure) {
        return sound.onError(failure);
    }

    @Override
    public void close() {
        sound.close();
    }
}
