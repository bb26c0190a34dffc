package org.vsekai.world;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.vsekai.game.Items;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;

/** What is stored of a region's transactions: those of a checkpoint, and the frames after it applied. */
final class DealImage {
    private final Map<TransactionId, WorldTransaction> transactions = new TreeMap<>();
    private final Map<TransactionId, OpenPart> parts = new TreeMap<>();

    DealImage(CheckpointRecord checkpoint) {
        checkpoint.getTransactionsList().forEach(record -> {
            WorldTransaction transaction = DealRecords.transaction(record);
            transactions.put(transaction.id(), transaction);
        });
        checkpoint.getPartsList().forEach(record -> {
            OpenPart part = DealRecords.part(record);
            parts.put(part.id(), part);
        });
    }

    void apply(FrameRecord frame) {
        frame.getTransactionsList().forEach(record -> {
            WorldTransaction transaction = DealRecords.transaction(record);
            transactions.put(transaction.id(), transaction);
        });
        frame.getDecidedTransactionsList().forEach(record -> transactions.remove(DealRecords.id(record)));
        frame.getPartsList().forEach(record -> {
            OpenPart part = DealRecords.part(record);
            parts.put(part.id(), part);
        });
        frame.getDecidedPartsList().forEach(record -> parts.remove(DealRecords.id(record)));
    }

    OpenDeals open() {
        return new OpenDeals(List.copyOf(transactions.values()), List.copyOf(parts.values()));
    }

    void addTo(CheckpointRecord.Builder checkpoint) {
        addTo(checkpoint, open());
    }

    static void addTo(CheckpointRecord.Builder checkpoint, OpenDeals open) {
        open.transactions().forEach(transaction -> checkpoint.addTransactions(DealRecords.transaction(transaction)));
        open.parts().forEach(part -> checkpoint.addParts(DealRecords.part(part)));
    }

    /** Of everything that is stored of them. */
    static long hash(OpenDeals open) {
        CheckpointRecord.Builder record = CheckpointRecord.newBuilder();
        addTo(record, open);
        return Arrays.hashCode(record.build().toByteArray());
    }

    /** Items that are in nobody's inventory until a decision. */
    Items escrow() {
        Items items = Items.NONE;
        for (WorldTransaction transaction : transactions.values()) {
            items = items.plus(transaction.escrow());
        }
        return items;
    }

    /** Whose avatars must be in memory before the region goes on. */
    Set<Long> playerIds() {
        Set<Long> players = new TreeSet<>();
        transactions.keySet().forEach(id -> players.add(id.playerId()));
        parts.values()
                .forEach(part -> part.asides().forEach(aside -> aside.playerId().ifPresent(players::add)));
        return players;
    }
}
