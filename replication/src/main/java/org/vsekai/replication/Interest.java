package org.vsekai.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.vsekai.core.Check;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

/**
 * The chunks one client is told about: those within {@link #RADIUS_CHUNKS} of the chunk its player is in, whichever region
 * they belong to. A chunk that was entered is forgotten only one chunk further out, so walking along a border doesn't send
 * chunks to and fro.
 *
 * <pre>
 * entered ──▶ WANTED ──ask──▶ ASKED ──answered──▶ KNOWN
 *                ▲               │                  │
 *                └───────── outdated ───────────────┘
 * </pre>
 *
 * <ul>
 *   <li>Changes are sent for known chunks only. So the state of a chunk may come as late as its region and the client's
 *       connection need, always as it is then.
 *   <li>A chunk that is out of date stays with the client as it is, until a new state replaces it.
 * </ul>
 *
 * Confined to the gateway's thread; at most 121 chunks.
 */
public final class Interest {
    public static final int RADIUS_CHUNKS = 4;
    public static final int HYSTERESIS_CHUNKS = 1;

    private final ChunkBounds bounds;
    private final Queue<Long> wanted = new ArrayDeque<>();
    private final Set<Long> asked = new HashSet<>();
    private final Set<Long> known = new HashSet<>();

    /** Chunks whose state the client was sent and not told to forget: known ones and outdated ones. */
    private final Set<Long> held = new HashSet<>();

    private boolean isPlaced;
    private long centre;

    public Interest(ChunkBounds bounds) {
        this.bounds = bounds;
    }

    /** Moves the client's player to a chunk; returns the chunks that the client shall forget now. */
    public List<Long> moveTo(long chunk) {
        if (isPlaced && chunk == centre) {
            return List.of();
        }
        isPlaced = true;
        centre = chunk;
        wanted.removeIf(this::isFar);
        asked.removeIf(this::isFar);
        known.removeIf(this::isFar);
        List<Long> forgotten = new ArrayList<>();
        for (long each : held) {
            if (isFar(each)) {
                forgotten.add(each);
            }
        }
        forgotten.forEach(held::remove);
        wantWhatIsNear(List.of());
        return forgotten;
    }

    /** True when there is a chunk whose state is to be asked for. */
    public boolean isWanting() {
        return !wanted.isEmpty();
    }

    /** The nearest chunk whose state is to be asked for; there must be one. */
    public long nearestWanted() {
        return wanted.element();
    }

    /** The nearest wanted chunk has been asked for. */
    public void askedForNearest() {
        asked.add(wanted.remove());
    }

    public int askedCount() {
        return asked.size();
    }

    /** A chunk's state is there: true when the client is waiting for it, and knows it from now on. */
    public boolean answered(long chunk) {
        if (!asked.remove(chunk)) {
            return false;
        }
        known.add(chunk);
        held.add(chunk);
        return true;
    }

    /** What was told of a region's chunks may be out of date, and what was asked may be lost: they are wanted again. */
    public void outdate(RegionId region) {
        List<Long> again = new ArrayList<>();
        for (Set<Long> each : List.of(asked, known)) {
            each.removeIf(chunk -> RegionId.ofChunk(chunk).equals(region) && again.add(chunk));
        }
        if (!again.isEmpty()) {
            wantWhatIsNear(again);
        }
    }

    public boolean knows(long chunk) {
        return known.contains(chunk);
    }

    public int knownCount() {
        return known.size();
    }

    /** Chessboard distance: how many chunks lie between, counting diagonals as one. */
    public static int distance(long chunkA, long chunkB) {
        return Math.max(
                Math.abs(ChunkKey.x(chunkA) - ChunkKey.x(chunkB)), Math.abs(ChunkKey.z(chunkA) - ChunkKey.z(chunkB)));
    }

    private boolean isFar(long chunk) {
        return distance(chunk, centre) > RADIUS_CHUNKS + HYSTERESIS_CHUNKS;
    }

    /** Puts in order what is wanted: what was so far, what is so again, and what lies near and is in no set yet. */
    private void wantWhatIsNear(List<Long> again) {
        Check.that(isPlaced, "chunks are wanted around a place");
        Set<Long> all = new HashSet<>(wanted);
        all.addAll(again);
        int x = ChunkKey.x(centre);
        int z = ChunkKey.z(centre);
        for (int dx = -RADIUS_CHUNKS; dx <= RADIUS_CHUNKS; dx++) {
            for (int dz = -RADIUS_CHUNKS; dz <= RADIUS_CHUNKS; dz++) {
                long chunk = ChunkKey.of(x + dx, z + dz);
                if (bounds.contains(x + dx, z + dz) && !known.contains(chunk) && !asked.contains(chunk)) {
                    all.add(chunk);
                }
            }
        }
        wanted.clear();
        all.stream()
                .sorted(Comparator.<Long>comparingInt(chunk -> distance(chunk, centre))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(wanted::add);
    }
}
