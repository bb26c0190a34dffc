package org.vsekai.world;

import org.vsekai.storage.KeyRange;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/**
 * Where everything of a world lies in the store: {@code docs/adr/0004-frames-and-checkpoints.md} has the table. What belongs
 * to a player is keyed by the player, never by the region the player is in.
 */
final class WorldKeys {
    private final Subspace world;
    private final Subspace region;

    WorldKeys(String worldName, int regionX, int regionZ) {
        world = Subspace.of("sekai", worldName);
        region = Subspace.ofPrefix(world.pack("region", regionX, regionZ));
    }

    byte[] world() {
        return world.pack("world");
    }

    byte[] epoch() {
        return region.pack("epoch");
    }

    byte[] head() {
        return region.pack("head");
    }

    byte[] checkpoint() {
        return region.pack("checkpoint");
    }

    byte[] framePart(long frame, int part) {
        return region.pack("frame", frame, part);
    }

    /** The frame number in a key made by {@link #framePart}. */
    long frameOf(byte[] framePartKey) {
        return region.unpack(framePartKey).getLong(1);
    }

    /** All parts of the frames {@code from <= number < to}. */
    KeyRange frames(long from, long to) {
        return new KeyRange(region.pack("frame", from), region.pack("frame", to));
    }

    byte[] page(int chunkX, int chunkZ, int page) {
        return region.pack("chunk", chunkX, chunkZ, page);
    }

    /** The chunk's indices and the page's number, as in {@link #page}. */
    Tuple pageOf(byte[] pageKey) {
        return region.unpack(pageKey);
    }

    KeyRange pages() {
        return region.range(Tuple.of("chunk"));
    }

    byte[] avatar(long playerId) {
        return world.pack("avatar", playerId);
    }

    KeyRange avatars() {
        return world.range(Tuple.of("avatar"));
    }

    byte[] player(long playerId) {
        return world.pack("player", playerId);
    }

    byte[] playerByToken(byte[] tokenHash) {
        return world.pack("token", tokenHash);
    }

    byte[] lastPlayerId() {
        return world.pack("last-player");
    }
}
