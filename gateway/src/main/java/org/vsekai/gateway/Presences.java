package org.vsekai.gateway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.AvatarState;
import org.vsekai.replication.ChunkBounds;
import org.vsekai.replication.Interest;
import org.vsekai.replication.SlotTable;
import org.vsekai.replication.SnapshotViewer;
import org.vsekai.world.DurableFrame;

/**
 * Who is present, and the slot of each.
 *
 * <ul>
 *   <li>A player is present once, with the session of its newest durable {@code Joined}.
 *   <li>A slot goes to somebody else only after a later frame than the one that announced its departure, and the slot that
 *       was free longest goes first: snapshots that are under way may still name it.
 * </ul>
 *
 * Confined to the gateway's thread.
 */
final class Presences {
    /**
     * Whom a frame brought and took.
     *
     * @param resumed who was present already, with the same session: the player's region was taken anew
     */
    record Change(List<Presence> arrived, List<Presence> departed, List<DurableFrame.Joined> resumed) {}

    private final Sessions sessions;
    private final ChunkBounds chunkBounds;
    private final long snapshotBytesPerSecond;
    private final SlotTable slotOfPlayer;
    private final @Nullable Presence[] bySlot;
    private final List<Presence> all = new ArrayList<>();
    private final Queue<Integer> freeSlots = new ArrayDeque<>();

    Presences(GatewayOptions options, Sessions sessions, ChunkBounds chunkBounds) {
        this.sessions = sessions;
        this.chunkBounds = chunkBounds;
        snapshotBytesPerSecond = options.snapshotBytesPerSecond();
        int slots = slotCount(options);
        slotOfPlayer = new SlotTable(slots);
        bySlot = new Presence[slots];
        for (int slot = 0; slot < slots; slot++) {
            freeSlots.add(slot);
        }
    }

    /** Twice the sessions: who was replaced or left in a frame keeps its slot until that frame has been told. */
    static int slotCount(GatewayOptions options) {
        return options.maxSessions() * 2;
    }

    /** Takes in a frame's joins and leaves. The slots of the departed stay taken until {@link #release}. */
    Change apply(DurableFrame frame, long nowNanos) {
        Set<Long> leftSessions = new HashSet<>();
        List<Presence> departed = new ArrayList<>();
        for (DurableFrame.Left left : frame.left()) {
            leftSessions.add(left.sessionId());
            Presence presence = find(left.playerId());
            if (presence != null && presence.session().id() == left.sessionId()) {
                departed.add(remove(presence));
            }
        }
        List<Presence> arrived = new ArrayList<>();
        List<DurableFrame.Joined> resumed = new ArrayList<>();
        for (DurableFrame.Joined joined : frame.joined()) {
            Presence known = find(joined.playerId());
            if (known != null && known.session().id() == joined.sessionId()) {
                resumed.add(joined);
                continue;
            }
            if (known != null) {
                departed.add(remove(known));
                arrived.remove(known);
            }
            Session session = sessions.find(joined.sessionId());
            if (session != null && session.state() == Session.State.JOINING && !leftSessions.contains(session.id())) {
                arrived.add(add(session, joined.avatar(), nowNanos));
            }
        }
        return new Change(arrived, departed, resumed);
    }

    /** Somebody of whom no frame says that they left. The slot stays taken until {@link #release}. */
    void depart(Presence presence) {
        remove(presence);
    }

    /** After the departures were announced. */
    void release(List<Presence> departed) {
        departed.forEach(presence -> freeSlots.add(presence.slot()));
    }

    int slotOf(long playerId) {
        return slotOfPlayer.slotOf(playerId);
    }

    Presence at(int slot) {
        Presence presence = bySlot[slot];
        if (presence == null) {
            throw new Check.BrokenInvariant("a player's slot holds the player: " + slot);
        }
        return presence;
    }

    @Nullable
    Presence find(long playerId) {
        int slot = slotOfPlayer.slotOf(playerId);
        return slot == SlotTable.NONE ? null : bySlot[slot];
    }

    /** In the order of arrival. */
    List<Presence> all() {
        return all;
    }

    private Presence add(Session session, AvatarState avatar, long nowNanos) {
        Integer slot = freeSlots.poll();
        if (slot == null) {
            throw new Check.BrokenInvariant("there are slots for twice the sessions");
        }
        Presence presence = new Presence(
                session,
                slot,
                avatar,
                new Interest(chunkBounds),
                new SnapshotViewer(slot, bySlot.length, snapshotBytesPerSecond, nowNanos),
                nowNanos);
        bySlot[slot] = presence;
        slotOfPlayer.put(session.player().playerId(), slot);
        all.add(presence);
        return presence;
    }

    private Presence remove(Presence presence) {
        bySlot[presence.slot()] = null;
        slotOfPlayer.remove(presence.playerId());
        all.remove(presence);
        return presence;
    }
}
