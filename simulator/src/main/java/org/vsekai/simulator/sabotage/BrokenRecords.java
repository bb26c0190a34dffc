package org.vsekai.simulator.sabotage;

import com.google.protobuf.InvalidProtocolBufferException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.ItemCount;

/** Records that are stored otherwise than the world made them. */
final class BrokenRecords {
    private BrokenRecords() {}

    /** What becomes of a record. */
    @FunctionalInterface
    interface Change {
        byte[] of(byte[] value) throws InvalidProtocolBufferException;
    }

    /** Changes the values under keys of a kind. */
    static final class Changed extends WrappedTransaction {
        private final KeyKind kind;
        private final Change change;

        Changed(Transaction sound, KeyKind kind, Change change) {
            super(sound);
            this.kind = kind;
            this.change = change;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            try {
                super.set(key, KeyKind.of(key) == kind ? change.of(value) : value);
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalArgumentException("the world stores what can be read", damaged);
            }
        }
    }

    static byte[] withoutOffer(byte[] avatar) throws InvalidProtocolBufferException {
        return AvatarRecord.parseFrom(avatar).toBuilder().clearOffer().build().toByteArray();
    }

    static byte[] withoutResults(byte[] avatar) throws InvalidProtocolBufferException {
        return AvatarRecord.parseFrom(avatar).toBuilder()
                .clearRecentResults()
                .build()
                .toByteArray();
    }

    static byte[] withoutOpen(byte[] checkpoint) throws InvalidProtocolBufferException {
        return CheckpointRecord.parseFrom(checkpoint).toBuilder()
                .clearTransactions()
                .clearParts()
                .build()
                .toByteArray();
    }

    /** A gift or an offer is of one more of each kind, a wall is a micrometre higher. */
    static byte[] withMore(byte[] input) throws InvalidProtocolBufferException {
        AppliedInput.Builder changed = AppliedInput.parseFrom(input).toBuilder();
        switch (changed.getActionCase()) {
            case GIFT -> changed.getGiftBuilder().getItemsBuilderList().forEach(BrokenRecords::oneMore);
            case OFFER -> changed.getOfferBuilder().getGivesBuilderList().forEach(BrokenRecords::oneMore);
            case BUILD ->
                changed.getBuildBuilder().setYMicros(changed.getBuild().getYMicros() + 1);
            default -> {}
        }
        return changed.build().toByteArray();
    }

    private static void oneMore(ItemCount.Builder stack) {
        stack.setCount(stack.getCount() + 1);
    }
}
