package org.vsekai.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vsekai.game.Avatar;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.v1.BegunAction;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.SeenPlayer;
import org.vsekai.world.v1.TakenParcel;

/**
 * What a frame notes of its tick's transactions beside what they changed, so that the tick can be run again from frames alone: what
 * other regions said, in which order actions began, and which other players were seen where. Confined to the region's thread.
 */
final class DealNotes {
    private final List<TakenParcel> taken = new ArrayList<>();
    private final List<BegunAction> begun = new ArrayList<>();
    private final Map<Long, SeenPlayer> seen = new LinkedHashMap<>();
    private boolean hasWaited;

    /** The next message or action comes: whoever is seen from here on is seen by it. */
    void next() {
        seen.clear();
    }

    /** A player was looked for, and is present. */
    void saw(Avatar avatar) {
        seen.put(
                avatar.playerId(),
                SeenPlayer.newBuilder()
                        .setPlayerId(avatar.playerId())
                        .setXMicros(avatar.xMicros())
                        .setYMicros(avatar.yMicros())
                        .setZMicros(avatar.zMicros())
                        .build());
    }

    /** By the present message or action. */
    List<SeenPlayer> seen() {
        return List.copyOf(seen.values());
    }

    /** The parcel was taken, and has done what it does. */
    void took(Parcel parcel) {
        if (parcel.hasCrossing() && parcel.getCrossing().getThingsCount() == 0) {
            return;
        }
        Parcel.Builder said = parcel.toBuilder().clearReceiver();
        if (said.hasCrossing()) {
            said.getCrossingBuilder().clearAvatars();
        }
        taken.add(TakenParcel.newBuilder().setParcel(said).addAllSeen(seen()).build());
    }

    /** An action asks other regions, after so many that were applied. */
    void began(TransactionId id, int inputsBefore) {
        begun.add(BegunAction.newBuilder()
                .setId(DealRecords.id(id))
                .setInputsBefore(inputsBefore)
                .addAllSeen(seen())
                .build());
    }

    /** What is open had no turn in this tick. */
    void waited() {
        hasWaited = true;
    }

    void addTo(FrameRecord.Builder record) {
        record.addAllTakenParcels(taken).addAllBegun(begun).setTransactionsWaited(hasWaited);
    }

    void clear() {
        taken.clear();
        begun.clear();
        seen.clear();
        hasWaited = false;
    }
}
