package org.vsekai.simulator.oracle;

import java.util.HashMap;
import java.util.Map;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.v1.EntityRecord;

/**
 * What players are sent, at the moment in which the server hands it over: all that it says of things, inventories, offers, deeds and
 * answers is durable by then, and so are the names of people and what they carry. Where people stand is not: poses may be lost.
 */
public final class MessageAudit {
    private final WorldAudit audit;
    private final Verdict verdict;
    private final Map<Object, SessionAudit> sessions = new HashMap<>();

    public MessageAudit(WorldAudit audit, Verdict verdict) {
        this.audit = audit;
        this.verdict = verdict;
    }

    /** @param session the connection that it is for, itself */
    public void onSent(Object session, long playerId, byte[] bytes) {
        if (ReliableCodec.decodeServer(bytes) instanceof Decoded.Ok<ServerMessage>(ServerMessage message)) {
            sessions.computeIfAbsent(session, first -> new SessionAudit(playerId, audit, verdict))
                    .onSent(message);
        } else {
            verdict.violate("the server sends what a client can read");
        }
    }

    /** Whether a client's idea of a thing is what is stored. */
    public static boolean isSame(Entity shown, EntityRecord stored) {
        return shown.getId() == stored.getId()
                && shown.getKindValue() == stored.getKind()
                && shown.getVariant() == stored.getVariant()
                && shown.getPosition().getXMicros() == stored.getXMicros()
                && shown.getPosition().getYMicros() == stored.getYMicros()
                && shown.getPosition().getZMicros() == stored.getZMicros()
                && shown.getYawDegrees() == stored.getYawDegrees()
                && shown.getHp() == stored.getHp()
                && shown.getCount() == stored.getCount()
                && shown.getOwnerPlayerId() == stored.getOwnerPlayerId();
    }
}
