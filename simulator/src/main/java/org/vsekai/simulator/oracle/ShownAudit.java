package org.vsekai.simulator.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.WorldListener;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;

/**
 * Stands between the world and the gateway of one life of the server: what the world shows is durable, in order, each frame
 * once, and a chunk is what the frames told so far make of it.
 */
public final class ShownAudit implements WorldListener {
    private final WorldListener gateway;
    private final WorldAudit audit;
    private final OfferedActs offered;
    private final int life;
    private final Verdict verdict;
    private final Map<RegionId, Long> toldFrames = new HashMap<>();
    private final ChunkedThings told = new ChunkedThings();
    private final Map<Long, Long> sessions = new HashMap<>();

    /** @param life which life of the server it is */
    public ShownAudit(WorldListener gateway, WorldAudit audit, OfferedActs offered, int life, Verdict verdict) {
        this.gateway = gateway;
        this.audit = audit;
        this.offered = offered;
        this.life = life;
        this.verdict = verdict;
    }

    @Override
    public void onRegionUp(RegionId region) {
        verdict.note(() -> "region " + region + " is up in life " + life);
        toldFrames.put(region, audit.newestFrame(region));
        told.replace(region, audit.things(region).values());
        gateway.onRegionUp(region);
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        Long before = toldFrames.put(region, frame.number());
        verdict.require(
                before != null && frame.number() == before + 1,
                "region " + region + ": frames are told in order: " + frame.number() + " after " + before);
        FrameRecord stored = audit.frame(region, frame.number());
        if (stored == null) {
            verdict.violate("region " + region + ": what is shown is durable: frame " + frame.number() + " is not");
        } else {
            List<String> differences = new ShownFrame(region, frame, stored, audit).differences();
            verdict.require(
                    differences.isEmpty(),
                    "region " + region + ": frame " + frame.number() + " is shown as it is durable, but for "
                            + differences);
            stored.getChangesList().forEach(this::apply);
        }
        frame.results().forEach(result -> onResult(result, frame, stored));
        frame.joined().forEach(joined -> sessions.put(joined.playerId(), joined.sessionId()));
        gateway.onFrame(region, frame);
    }

    private void onResult(DurableFrame.PlayerResult result, DurableFrame frame, @Nullable FrameRecord stored) {
        boolean isOfATransaction = stored != null && isOfATransaction(result, stored);
        // In a tick what is decided with others comes before who enters, and all other actions after that.
        Long session = sessions.get(result.playerId());
        for (DurableFrame.Joined joined : frame.joined()) {
            if (joined.playerId() == result.playerId()
                    && (!isOfATransaction || joined.sessionId() == result.sessionId())) {
                session = joined.sessionId();
            }
        }
        verdict.require(
                session == null || result.sessionId() == 0 || session == result.sessionId(),
                "a session that was replaced acts no more: player " + result.playerId());
        long sequence = result.result().sequence();
        AppliedInput applied = audit.applied(result.playerId(), sequence);
        boolean mayBeOlder = audit.wasLogged(result.playerId(), sequence) || isOfATransaction;
        verdict.require(
                applied != null && offered.has(life, result, applied, mayBeOlder),
                "what is applied was asked for in that session: action " + sequence + " of player "
                        + result.playerId());
    }

    /** Whether others had a say in it, so that it may have been begun by an earlier session, or before a crash. */
    private static boolean isOfATransaction(DurableFrame.PlayerResult result, FrameRecord stored) {
        return stored.getReceiptsList().stream()
                .anyMatch(receipt -> receipt.getId().getPlayerId() == result.playerId()
                        && receipt.getId().getSequence() == result.result().sequence());
    }

    private void apply(EntityChange change) {
        if (change.hasBefore()) {
            told.remove(change.getBefore());
        }
        if (change.hasAfter()) {
            told.put(change.getAfter());
        }
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        List<EntityRecord> shown = durable.stream().map(StoredForm::of).toList();
        verdict.require(
                shown.equals(told.in(chunk)),
                "chunk (" + ChunkKey.x(chunk) + ", " + ChunkKey.z(chunk) + ") is shown as it is durable");
        gateway.onChunk(chunk, durable);
    }

    @Override
    public void onPoses(long tick, PoseView poses) {
        gateway.onPoses(tick, poses);
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        verdict.note(() -> "action " + sequence + " of " + playerId + " refused in life " + life + ": " + why);
        gateway.onActionRefused(playerId, sessionId, sequence, why, expectedSequence);
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        gateway.onActionRepeated(playerId, sessionId, sequence, result);
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        gateway.onPoseRefused(playerId, sessionId, fault, xMicros, yMicros, zMicros);
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        verdict.note(() -> "region " + region + " is down in life " + life + ": " + why);
        verdict.require(!why.startsWith("a fault"), "region " + region + " has no faults: " + why);
        gateway.onRegionDown(region, why);
    }

    @Override
    public void onStopped(String why) {
        gateway.onStopped(why);
    }
}
