package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.MutationType;

/** What a transaction will do to one key. */
sealed interface Pending {
    /** The key's value will be this, or the key cleared, whatever it is now. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Known(byte @Nullable [] value) implements Pending {}

    /** Operations on a value that only the commit knows, in order. */
    record Operations(List<Operation> operations) implements Pending {
        byte @Nullable [] applyTo(byte @Nullable [] base) {
            return applyAll(operations, base);
        }
    }

    /** A value with a place for the versionstamp. Can't be read before the commit. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record StampedValue(byte[] value, int stampOffset) implements Pending {}

    /** Operations on such a value. */
    record StampedOperations(StampedValue stamped, List<Operation> operations) implements Pending {
        StampedOperations followedBy(Operation operation) {
            return new StampedOperations(
                    stamped,
                    Stream.concat(operations.stream(), Stream.of(operation)).toList());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Operation(MutationType type, byte[] operand) {}

    static byte @Nullable [] applyAll(List<Operation> operations, byte @Nullable [] base) {
        byte[] value = base;
        for (Operation operation : operations) {
            value = AtomicOperation.apply(operation.type(), value, operation.operand());
        }
        return value;
    }
}
