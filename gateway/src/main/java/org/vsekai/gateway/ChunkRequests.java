package org.vsekai.gateway;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.EntityState;
import org.vsekai.replication.GameMessages;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;

/**
 * The chunks whose states the world has been asked for and has not shown yet, and who waits for each. However many wait, a
 * chunk is asked for once and its state is encoded once. Confined to the gateway's thread; at most as many chunks as all
 * clients together may have asked for.
 */
final class ChunkRequests {
    private final RegionPort world;
    private final GameMessages messages;
    private final GatewayMetrics metrics;
    private final Map<Long, Set<Presence>> waiting = new HashMap<>();

    ChunkRequests(RegionPort world, GameMessages messages, GatewayMetrics metrics) {
        this.world = world;
        this.messages = messages;
        this.metrics = metrics;
    }

    /** Asks for what a client wants, nearest first, as far as its connection has room. */
    void askFor(Presence presence) {
        while (presence.mayAskForChunk()) {
            long chunk = presence.interest().nearestWanted();
            Set<Presence> others = waiting.get(chunk);
            if (others == null) {
                if (!world.offer(new RegionInput.ShowChunk(chunk))) {
                    metrics.drops().count(Drop.CHUNK_REQUEST_DELAYED);
                    return;
                }
                others = new LinkedHashSet<>();
                waiting.put(chunk, others);
            }
            others.add(presence);
            presence.interest().askedForNearest();
        }
    }

    void onChunk(long chunk, List<EntityState> durable) {
        Set<Presence> viewers = waiting.remove(chunk);
        if (viewers == null) {
            return;
        }
        viewers.removeIf(viewer -> !viewer.interest().answered(chunk));
        if (!viewers.isEmpty()) {
            for (ServerMessage part : messages.chunkState(chunk, durable)) {
                byte[] encoded = ReliableCodec.encode(part);
                viewers.forEach(viewer -> viewer.session().send(encoded));
            }
        }
    }

    /** What the region was asked before it went down it need not answer any more. */
    void forget(RegionId region) {
        waiting.keySet().removeIf(chunk -> RegionId.ofChunk(chunk).equals(region));
    }

    /** A client that is no longer there waits for nothing. */
    void forget(Presence presence) {
        waiting.values().forEach(viewers -> viewers.remove(presence));
    }
}
