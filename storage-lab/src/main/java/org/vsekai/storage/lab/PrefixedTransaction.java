package org.vsekai.storage.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.Transaction;

/** A transaction below a prefix. */
final class PrefixedTransaction extends PrefixedReads implements Transaction {
    private final Transaction transaction;
    private final byte[] prefix;

    PrefixedTransaction(Transaction transaction, byte[] prefix) {
        super(transaction, prefix);
        this.transaction = transaction;
        this.prefix = prefix;
    }

    @Override
    public ReadTransaction snapshot() {
        return new PrefixedReads(transaction.snapshot(), prefix);
    }

    @Override
    public void set(byte[] key, byte[] value) {
        KeyRules.checkWrite(key, value);
        transaction.set(below(key), value);
    }

    @Override
    public void clear(byte[] key) {
        KeyRules.checkLegal(key);
        transaction.clear(below(key));
    }

    @Override
    public void clearRange(byte[] begin, byte[] end) {
        KeyRules.checkRange(begin, end);
        transaction.clearRange(below(begin), below(end));
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] operand) {
        KeyRules.checkLegal(key);
        if (type == MutationType.SET_VERSIONSTAMPED_KEY) {
            int offset = KeyRules.stampOffset(key) + prefix.length;
            byte[] moved = below(key);
            ByteBuffer.wrap(moved).order(ByteOrder.LITTLE_ENDIAN).putInt(moved.length - Stamps.OFFSET_SIZE, offset);
            transaction.mutate(type, moved, operand);
        } else {
            transaction.mutate(type, below(key), operand);
        }
    }

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        KeyRules.checkRange(begin, end);
        transaction.addReadConflictRange(below(begin), below(end));
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        KeyRules.checkRange(begin, end);
        transaction.addWriteConflictRange(below(begin), below(end));
    }

    @Override
    public void nextWriteNoWriteConflict() {
        transaction.nextWriteNoWriteConflict();
    }

    @Override
    public CompletionStage<Void> watch(byte[] key) {
        KeyRules.checkLegal(key);
        return transaction.watch(below(key));
    }

    @Override
    public CompletionStage<Long> approximateSize() {
        return transaction.approximateSize();
    }

    @Override
    public CompletionStage<Void> commit() {
        return transaction.commit();
    }

    @Override
    public long committedVersion() {
        return transaction.committedVersion();
    }

    @Override
    public byte[] versionstamp() {
        return transaction.versionstamp();
    }

    @Override
    public CompletionStage<Void> onError(Throwable failure) {
        return transaction.onError(failure);
    }

    @Override
    public void close() {
        transaction.close();
    }
}
