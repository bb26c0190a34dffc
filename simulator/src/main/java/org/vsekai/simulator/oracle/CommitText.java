package org.vsekai.simulator.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.TransactionId;

/** A durable transaction in words, for whoever replays a seed: who acted, came and went, and what passed between regions. */
final class CommitText {
    private CommitText() {}

    static String of(int life, StoredChange change) {
        List<String> parts = new ArrayList<>();
        change.regions.forEach((region, changed) -> add(parts, region, changed));
        change.inputs.forEach((key, value) -> parts.add("action " + key.getLong(2) + " of " + key.getLong(1)
                + (value == null ? " leaves" : " enters") + " the input log"));
        change.avatars.keySet().forEach(player -> parts.add("avatar " + player));
        return "durable, of life " + life + ": " + String.join("; ", parts);
    }

    private static void add(List<String> parts, RegionId region, StoredChange.OfRegion changed) {
        try {
            byte[] epoch = changed.epoch;
            if (epoch != null) {
                parts.add("region " + region + " epoch "
                        + EpochRecord.parseFrom(epoch).getEpoch());
            }
            for (var frame : changed.frames.values()) {
                parts.add("region " + region + " " + of(FrameRecord.parseFrom(frame.toByteArray())));
            }
            if (changed.checkpoint != null) {
                parts.add("region " + region + " checkpoint");
            }
        } catch (InvalidProtocolBufferException damaged) {
            parts.add("region " + region + " unreadable");
        }
    }

    private static String of(FrameRecord frame) {
        StringBuilder text = new StringBuilder("frame " + frame.getNumber() + " (tick " + frame.getTick() + ")");
        add(text, "in", frame.getJoinedPlayerIdsList());
        add(text, "out", frame.getLeftPlayerIdsList());
        add(text, "takes", frame.getTakenList().stream().map(CommitText::of).toList());
        add(text, "acts", frame.getInputsList().stream().map(CommitText::of).toList());
        add(
                text,
                "begins",
                frame.getTransactionsList().stream().map(t -> of(t.getId())).toList());
        add(
                text,
                "decides",
                frame.getDecidedTransactionsList().stream().map(CommitText::of).toList());
        add(
                text,
                "sets aside",
                frame.getPartsList().stream().map(p -> of(p.getId())).toList());
        add(
                text,
                "ends",
                frame.getDecidedPartsList().stream().map(CommitText::of).toList());
        add(text, "sends", frame.getSentList().stream().map(CommitText::of).toList());
        return text.toString();
    }

    private static void add(StringBuilder text, String what, List<?> all) {
        if (!all.isEmpty()) {
            text.append(' ').append(what).append(' ').append(all);
        }
    }

    private static String of(AppliedInput input) {
        return input.getPlayerId() + ":" + input.getResult().getSequence()
                + (input.getResult().getReason() == Reason.OK.code() ? "" : " refused");
    }

    private static String of(TransactionId id) {
        return id.getPlayerId() + ":" + id.getSequence();
    }

    private static String of(ParcelId id) {
        return ParcelAudit.region(id.getSender()) + "/" + id.getFrame() + "/" + id.getIndex();
    }

    private static String of(Parcel parcel) {
        String players = parcel.getCrossing().getAvatarsList().stream()
                .map(AvatarRecord::getPlayerId)
                .map(String::valueOf)
                .collect(Collectors.joining(" and "));
        return parcel.getBodyCase() + (players.isEmpty() ? "" : " of " + players) + " to "
                + ParcelAudit.region(parcel.getReceiver());
    }
}
