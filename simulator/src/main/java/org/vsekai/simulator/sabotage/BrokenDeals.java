package org.vsekai.simulator.sabotage;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.check.sabotage.WrappedTransaction;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AnswerRecord;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.TransactionId;

/**
 * What is atomic over several regions, done wrongly. A region that did so would store it like that, in the frame and in the
 * inboxes at once: so that is what is changed. The same parcel is always changed in the same way, as a commit may be sent again.
 */
final class BrokenDeals {
    /** Where the second of two equal parcels lies; no frame sends so many. */
    private static final int SECOND_INDEX = 1_000_000;

    private BrokenDeals() {}

    /** Sends other parcels than it should. */
    static final class Missent extends WrappedTransaction {
        private final Function<Parcel, List<Parcel>> forgery;

        /** @param forgery what is sent in the place of a parcel */
        Missent(Transaction sound, Function<Parcel, List<Parcel>> forgery) {
            super(sound);
            this.forgery = forgery;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            switch (KeyKind.of(key)) {
                case FRAME -> super.set(key, changed(value, this::resend));
                case INBOX -> forgery.apply(parcel(value)).forEach(this::put);
                default -> super.set(key, value);
            }
        }

        private void resend(FrameRecord.Builder frame) {
            List<Parcel> sent = frame.getSentList().stream()
                    .flatMap(parcel -> forgery.apply(parcel).stream())
                    .toList();
            frame.clearSent().addAllSent(sent);
        }

        private void put(Parcel parcel) {
            ParcelId id = parcel.getId();
            super.set(
                    WorldKeys.of(PlayedWorld.NAME)
                            .in(region(parcel.getReceiver()))
                            .parcel(region(id.getSender()), id.getFrame(), id.getIndex()),
                    parcel.toByteArray());
        }

        private static RegionId region(RegionRecord record) {
            return new RegionId(record.getX(), record.getZ());
        }

        private static Parcel parcel(byte[] value) {
            try {
                return Parcel.parseFrom(value);
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalArgumentException("an inbox holds parcels", damaged);
            }
        }
    }

    /** Tells of a frame something else than what was done in it. */
    static final class Misrecorded extends WrappedTransaction {
        private final UnaryOperator<FrameRecord.Builder> frames;
        private final UnaryOperator<CheckpointRecord.Builder> checkpoints;

        Misrecorded(
                Transaction sound,
                UnaryOperator<FrameRecord.Builder> frames,
                UnaryOperator<CheckpointRecord.Builder> checkpoints) {
            super(sound);
            this.frames = frames;
            this.checkpoints = checkpoints;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            switch (KeyKind.of(key)) {
                case FRAME -> super.set(key, frame(value));
                case CHECKPOINT -> super.set(key, checkpoint(value));
                default -> super.set(key, value);
            }
        }

        /** A frame in several pieces is left as it is. */
        private byte[] frame(byte[] value) {
            try {
                return frames.apply(FrameRecord.parseFrom(value).toBuilder())
                        .build()
                        .toByteArray();
            } catch (InvalidProtocolBufferException piece) {
                return value;
            }
        }

        private byte[] checkpoint(byte[] value) {
            try {
                return checkpoints
                        .apply(CheckpointRecord.parseFrom(value).toBuilder())
                        .build()
                        .toByteArray();
            } catch (InvalidProtocolBufferException damaged) {
                throw new IllegalArgumentException("a checkpoint can be read", damaged);
            }
        }
    }

    /** Takes a commit for done when it is sent, if something is decided in it. */
    static final class ReceiptEarly extends WrappedTransaction {
        private boolean hasReceipt;

        ReceiptEarly(Transaction sound) {
            super(sound);
        }

        @Override
        public void set(byte[] key, byte[] value) {
            super.set(key, value);
            if (KeyKind.of(key) == KeyKind.FRAME) {
                changed(value, frame -> hasReceipt |= frame.getReceiptsCount() > 0);
            }
        }

        @Override
        public CompletionStage<Void> commit() {
            CompletionStage<Void> done = super.commit();
            return hasReceipt ? CompletableFuture.completedFuture(null) : done;
        }

        @Override
        public void close() {
            if (!hasReceipt) {
                super.close();
            }
        }
    }

    private interface Change {
        void in(FrameRecord.Builder frame);
    }

    /** A frame in several pieces is left as it is. */
    private static byte[] changed(byte[] value, Change change) {
        try {
            FrameRecord.Builder frame = FrameRecord.parseFrom(value).toBuilder();
            change.in(frame);
            return frame.build().toByteArray();
        } catch (InvalidProtocolBufferException piece) {
            return value;
        }
    }

    // ---- parcels ----

    static List<Parcel> voteTwice(Parcel parcel) {
        if (!parcel.hasVote()) {
            return List.of(parcel);
        }
        ParcelId second = parcel.getId().toBuilder()
                .setIndex(parcel.getId().getIndex() + SECOND_INDEX)
                .build();
        return List.of(parcel, parcel.toBuilder().setId(second).build());
    }

    static List<Parcel> voteLost(Parcel parcel) {
        return parcel.hasVote() ? List.of() : List.of(parcel);
    }

    static List<Parcel> decisionLost(Parcel parcel) {
        return parcel.hasDecision() ? List.of() : List.of(parcel);
    }

    /** Tells a party that said yes the opposite of what was decided, with the items that would belong to that. */
    static final class Opposite implements Function<Parcel, List<Parcel>> {
        private final Map<List<Object>, AnswerRecord> answers = new HashMap<>();

        @Override
        public List<Parcel> apply(Parcel parcel) {
            if (parcel.hasVote()) {
                answers.put(
                        List.of(parcel.getVote().getId(), parcel.getId().getSender()),
                        parcel.getVote().getAnswer());
            }
            Decision decision = parcel.getDecision();
            AnswerRecord answer = answers.get(List.of(decision.getId(), parcel.getReceiver()));
            if (!parcel.hasDecision() || answer == null) {
                return List.of(parcel);
            }
            Decision opposite = decision.toBuilder()
                    .setDone(!decision.getDone())
                    .clearItems()
                    .addAllItems(decision.getDone() ? answer.getHandsOverList() : answer.getReceivesList())
                    .build();
            return List.of(parcel.toBuilder().setDecision(opposite).build());
        }
    }

    // ---- frames ----

    static FrameRecord.Builder withoutParts(FrameRecord.Builder frame) {
        return frame.clearParts();
    }

    static FrameRecord.Builder withoutTransactions(FrameRecord.Builder frame) {
        return frame.clearTransactions();
    }

    /** Of what was decided over a border, and of nothing else. */
    static FrameRecord.Builder withoutReceipts(FrameRecord.Builder frame) {
        List<TransactionId> decided = frame.getDecidedTransactionsList();
        var others = frame.getReceiptsList().stream()
                .filter(receipt -> !decided.contains(receipt.getId()))
                .toList();
        return frame.clearReceipts().addAllReceipts(others);
    }
}
