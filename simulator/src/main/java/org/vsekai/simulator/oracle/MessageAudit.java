package org.vsekai.simulator.oracle;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.wire.v1.Welcome;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ResultRecord;

/** What a player is sent, at the moment in which the server hands it over: all of it is durable by then. */
public final class MessageAudit {
    private final WorldAudit audit;
    private final Verdict verdict;

    public MessageAudit(WorldAudit audit, Verdict verdict) {
        this.audit = audit;
        this.verdict = verdict;
    }

    /** @param playerId whom it is for */
    public void onSent(long playerId, byte[] bytes) {
        if (!(ReliableCodec.decodeServer(bytes) instanceof Decoded.Ok<ServerMessage>(ServerMessage message))) {
            verdict.violate("the server sends what a client can read");
            return;
        }
        switch (message.getBodyCase()) {
            case WELCOME -> onWelcome(playerId, message.getWelcome());
            case FRAME_UPDATE -> onFrame(playerId, message.getFrameUpdate());
            case CHUNK_STATE -> message.getChunkState().getEntitiesList().forEach(this::requireDurable);
            default -> {}
        }
    }

    private void onWelcome(long playerId, Welcome welcome) {
        verdict.require(welcome.getPlayerId() == playerId, "a player is welcomed under the own id");
        verdict.require(
                welcome.getLastAppliedSequence() <= audit.cursor(playerId),
                "a welcome names a durable action: player " + playerId);
        welcome.getRecentResultsList().forEach(result -> onResult(playerId, result));
    }

    private void onFrame(long playerId, FrameUpdate update) {
        update.getResultsList().forEach(result -> onResult(playerId, result));
        if (update.getFrame() == 0) {
            return;
        }
        RegionId region = new RegionId(update.getRegionX(), update.getRegionZ());
        FrameRecord stored = audit.frame(region, update.getFrame());
        if (stored == null) {
            verdict.violate("a client is shown durable frames: not " + update.getFrame() + " of region " + region);
            return;
        }
        update.getUpsertedList().forEach(this::requireDurable);
        for (long removed : update.getRemovedList()) {
            boolean isRemoved = stored.getChangesList().stream()
                    .anyMatch(change -> change.hasBefore() && change.getBefore().getId() == removed);
            verdict.require(isRemoved, "what a client is told to forget is changed in that frame: " + removed);
        }
    }

    private void onResult(long playerId, ActionResult result) {
        @Nullable ResultRecord durable = audit.result(playerId, result.getSequence());
        verdict.require(
                durable != null
                        && durable.getReason() == result.getReasonValue()
                        && durable.getEntityId() == result.getEntityId(),
                "what is acknowledged is durable: action " + result.getSequence() + " of player " + playerId);
    }

    private void requireDurable(Entity shown) {
        Set<EntityRecord> versions = audit.versions(shown.getId());
        boolean isDurable = versions.stream().anyMatch(version -> isSame(shown, version));
        verdict.require(isDurable, "a thing is shown as it is, or was, durable: " + shown.getId());
    }

    /** Whether a client's idea of a thing is what is stored. */
    public static boolean isSame(Entity shown, EntityRecord stored) {
        return shown.getId() == stored.getId()
                && shown.getKindValue() == stored.getKind()
                && shown.getVariant() == stored.getVariant()
                && shown.getPosition().getXMicros() == stored.getXMicros()
                && shown.getPosition().getZMicros() == stored.getZMicros()
                && shown.getHp() == stored.getHp()
                && shown.getCount() == stored.getCount()
                && shown.getOwnerPlayerId() == stored.getOwnerPlayerId();
    }

    /** The action that is durable under a sequence. */
    public @Nullable AppliedInput applied(long playerId, long sequence) {
        return audit.applied(playerId, sequence);
    }
}
