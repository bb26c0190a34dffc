package org.vsekai.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.vsekai.sim.ChunkKey;

/**
 * The chunks one client is told about: those within {@link #RADIUS_CHUNKS} of the chunk its player is in. A chunk that
 * was entered is forgotten only one chunk further out, so walking along a border doesn't send chunks to and fro.
 *
 * <p>A chunk that is entered is <em>wanted</em> until its state was sent, and <em>known</em> from then on; changes are sent for
 * known chunks only. So the state of a chunk may be sent as late as the client's connection needs, always as it is then.
 * Confined to the region thread; at most 121 chunks.
 */
public final class Interest {
    public static final int RADIUS_CHUNKS = 4;
    public static final int HYSTERESIS_CHUNKS = 1;

    private final ChunkBounds bounds;
    private final Set<Long> known = new HashSet<>();
    private final Queue<Long> wanted = new ArrayDeque<>();
    private boolean isPlaced;
    private long centre;

    public Interest(ChunkBounds bounds) {
        this.bounds = bounds;
    }

    /** Moves the client's player to a chunk; returns the known chunks that the client shall forget now. */
    public List<Long> moveTo(long chunk) {
        if (isPlaced && chunk == centre) {
            return List.of();
        }
        isPlaced = true;
        centre = chunk;
        wanted.removeIf(each -> distance(each, chunk) > RADIUS_CHUNKS + HYSTERESIS_CHUNKS);
        List<Long> forgotten = new ArrayList<>();
        for (long each : known) {
            if (distance(each, chunk) > RADIUS_CHUNKS + HYSTERESIS_CHUNKS) {
                forgotten.add(each);
            }
        }
        forgotten.forEach(known::remove);
        wantWhatIsNear();
        return forgotten;
    }

    /** True when there is a chunk whose state is to be sent. */
    public boolean isWanting() {
        return !wanted.isEmpty();
    }

    /** The nearest chunk whose state is to be sent; it counts as known from now on. */
    public long takeWanted() {
        long chunk = wanted.remove();
        known.add(chunk);
        return chunk;
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

    private void wantWhatIsNear() {
        Set<Long> near = new HashSet<>(wanted);
        int x = ChunkKey.x(centre);
        int z = ChunkKey.z(centre);
        for (int dx = -RADIUS_CHUNKS; dx <= RADIUS_CHUNKS; dx++) {
            for (int dz = -RADIUS_CHUNKS; dz <= RADIUS_CHUNKS; dz++) {
                long chunk = ChunkKey.of(x + dx, z + dz);
                if (bounds.contains(x + dx, z + dz) && !known.contains(chunk)) {
                    near.add(chunk);
                }
            }
        }
        wanted.clear();
        near.stream()
                .sorted(Comparator.<Long>comparingInt(chunk -> distance(chunk, centre))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(wanted::add);
    }
}
