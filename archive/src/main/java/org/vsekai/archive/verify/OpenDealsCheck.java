package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/**
 * What a frame answers, decides or closes of transactions is what the frames before it left open, and the checkpoint holds what is
 * open after its own frame.
 */
final class OpenDealsCheck {
    private final WorldKeys keys;
    private final Findings findings;
    private final Map<TransactionId, TransactionRecord> transactions = new HashMap<>();
    private final Map<TransactionId, PartRecord> parts = new HashMap<>();

    /** Whether nothing else can be open: the frames seen so far are all that there were, or the checkpoint said so. */
    private boolean isWhole;

    OpenDealsCheck(WorldKeys keys, Findings findings, long oldestFrame) {
        this.keys = keys;
        this.findings = findings;
        isWhole = oldestFrame == 1;
    }

    /** The next frame. */
    void add(byte[] key, FrameRecord frame) {
        if (RegionReplay.isReplayable(frame)) {
            checkTransactions(key, frame);
            checkParts(key, frame);
        }
        frame.getTransactionsList().forEach(open -> transactions.put(open.getId(), open));
        frame.getDecidedTransactionsList().forEach(transactions::remove);
        frame.getPartsList().forEach(part -> parts.put(part.getId(), part));
        frame.getDecidedPartsList().forEach(parts::remove);
    }

    private void checkTransactions(byte[] key, FrameRecord frame) {
        Set<TransactionId> before = frame.getTransactionsBeforeList().stream()
                .map(TransactionRecord::getId)
                .collect(Collectors.toSet());
        frame.getTransactionsBeforeList()
                .forEach(found -> checkFound(key, found, transactions.get(found.getId()), text(found.getId())));
        frame.getTransactionsList()
                .forEach(open -> findings.check(
                        before.contains(open.getId()) || !transactions.containsKey(open.getId()),
                        key,
                        "it begins " + text(open.getId()) + ", which is open already"));
        checkClosed(key, frame.getDecidedTransactionsList(), before, "it decides ");
        frame.getDecidedTransactionsList()
                .forEach(id -> findings.check(
                        frame.getReceiptsList().stream()
                                .anyMatch(receipt -> receipt.getId().equals(id)),
                        key,
                        "it decides " + text(id) + " without a receipt"));
    }

    private void checkParts(byte[] key, FrameRecord frame) {
        Set<TransactionId> before =
                frame.getPartsBeforeList().stream().map(PartRecord::getId).collect(Collectors.toSet());
        frame.getPartsBeforeList()
                .forEach(found -> checkFound(
                        key, found, parts.get(found.getId()), "what is set aside for " + text(found.getId())));
        frame.getPartsList()
                .forEach(part -> findings.check(
                        !parts.containsKey(part.getId()),
                        key,
                        "it sets aside for " + text(part.getId()) + " once more"));
        checkClosed(key, frame.getDecidedPartsList(), before, "it closes what is set aside for ");
    }

    private <M> void checkFound(byte[] key, M found, @Nullable M left, String what) {
        findings.check(
                left == null ? !isWhole : left.equals(found),
                key,
                "it finds " + what + (left == null ? ", which is not open" : " otherwise than it was left"));
    }

    private void checkClosed(byte[] key, List<TransactionId> closed, Set<TransactionId> before, String what) {
        closed.forEach(
                id -> findings.check(before.contains(id), key, what + text(id) + ", and doesn't say what that was"));
    }

    /** A frame is not known: anything may be open after it. */
    void forget() {
        transactions.clear();
        parts.clear();
        isWhole = false;
    }

    /** Between the checkpoint's own frame and the next one. */
    void passCheckpoint(CheckpointRecord checkpoint) {
        Map<TransactionId, TransactionRecord> stored = new HashMap<>();
        checkpoint.getTransactionsList().forEach(open -> stored.put(open.getId(), open));
        checkStored(transactions, stored, "");
        Map<TransactionId, PartRecord> storedParts = new HashMap<>();
        checkpoint.getPartsList().forEach(part -> storedParts.put(part.getId(), part));
        checkStored(parts, storedParts, "what is set aside for ");
        transactions.clear();
        transactions.putAll(stored);
        parts.clear();
        parts.putAll(storedParts);
        isWhole = true;
    }

    private <M> void checkStored(Map<TransactionId, M> left, Map<TransactionId, M> stored, String what) {
        left.forEach((id, open) -> findings.check(
                open.equals(stored.get(id)),
                keys.checkpoint(),
                what + text(id) + " is open, and is not as the frames up to the checkpoint left it"));
        stored.keySet()
                .forEach(id -> findings.check(
                        !isWhole || left.containsKey(id),
                        keys.checkpoint(),
                        what + text(id) + " is in it, and no frame up to it left that open"));
    }

    private static String text(TransactionId id) {
        return "action " + id.getSequence() + " of player " + id.getPlayerId();
    }
}
