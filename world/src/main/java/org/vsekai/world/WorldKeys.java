package org.vsekai.world;

import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/**
 * Where everything of a world, and of one region in it, lies in the store: {@code docs/adr/0004-frames-and-checkpoints.md} has
 * the table. What belongs to a player is keyed by the player, never by the region the player is in.
 */
public final class WorldKeys {
    private final String worldName;
    private final RegionId regionId;
    private final Subspace world;
    private final Subspace region;

    private WorldKeys(String worldName, RegionId regionId) {
        this.worldName = worldName;
        this.regionId = regionId;
        world = Subspace.of("sekai", worldName);
        region = Subspace.ofPrefix(world.pack("region", regionId.x(), regionId.z()));
    }

    /** Of a world, and of the region in it where newcomers appear. */
    public static WorldKeys of(String worldName) {
        return new WorldKeys(worldName, RegionId.SPAWN);
    }

    /** Of the same world, and of another region in it. */
    public WorldKeys in(RegionId other) {
        return new WorldKeys(worldName, other);
    }

    public String worldName() {
        return worldName;
    }

    public RegionId regionId() {
        return regionId;
    }

    /** Everything of the world. */
    public KeyRange everything() {
        return KeyRange.startingWith(world.key());
    }

    /** Everything of all regions. */
    public KeyRange regions() {
        return world.range(Tuple.of("region"));
    }

    /** Everything of the region. */
    public KeyRange region() {
        return KeyRange.startingWith(region.key());
    }

    public byte[] world() {
        return world.pack("world");
    }

    public byte[] epoch() {
        return region.pack("epoch");
    }

    public byte[] head() {
        return region.pack("head");
    }

    public byte[] checkpoint() {
        return region.pack("checkpoint");
    }

    public byte[] framePart(long frame, int part) {
        return region.pack("frame", frame, part);
    }

    /** The frame number in a key made by {@link #framePart}. */
    public long frameOf(byte[] framePartKey) {
        return region.unpack(framePartKey).getLong(1);
    }

    /** The part's number in a key made by {@link #framePart}. */
    public long partOf(byte[] framePartKey) {
        return region.unpack(framePartKey).getLong(2);
    }

    /** All parts of the frames {@code from <= number < to}. */
    public KeyRange frames(long from, long to) {
        return new KeyRange(region.pack("frame", from), region.pack("frame", to));
    }

    /** How far the region's history is looked after. */
    public byte[] history() {
        return region.pack("history");
    }

    /** What the frames of the region from this one on, as many as it says, are about. */
    public byte[] historyIndex(long firstFrame) {
        return region.pack("history-index", firstFrame);
    }

    /** The index of the whole history, in the order of frames. */
    public KeyRange historyIndexes() {
        return region.range(Tuple.of("history-index"));
    }

    /** A piece of older frames, compressed together. */
    public byte[] historyBlock(long firstFrame, int part) {
        return region.pack("history-block", firstFrame, part);
    }

    /** The pieces of one block. */
    public KeyRange historyBlock(long firstFrame) {
        return region.range(Tuple.of("history-block", firstFrame));
    }

    public KeyRange historyBlocks() {
        return region.range(Tuple.of("history-block"));
    }

    /** The first frame's number in a key made by {@link #historyIndex} or {@link #historyBlock(long, int)}. */
    public long firstFrameOf(byte[] key) {
        return region.unpack(key).getLong(1);
    }

    public byte[] page(int chunkX, int chunkZ, int page) {
        return region.pack("chunk", chunkX, chunkZ, page);
    }

    /** The chunk's indices and the page's number, as in {@link #page}. */
    public Tuple pageOf(byte[] pageKey) {
        return region.unpack(pageKey);
    }

    /** All pages of the chunk that a page belongs to. */
    public KeyRange chunkOf(byte[] pageKey) {
        Tuple page = pageOf(pageKey);
        return chunk((int) page.getLong(1), (int) page.getLong(2));
    }

    /** All pages of a chunk. */
    public KeyRange chunk(int chunkX, int chunkZ) {
        return region.range(Tuple.of("chunk", chunkX, chunkZ));
    }

    public KeyRange pages() {
        return region.range(Tuple.of("chunk"));
    }

    public byte[] avatar(long playerId) {
        return world.pack("avatar", playerId);
    }

    public KeyRange avatars() {
        return world.range(Tuple.of("avatar"));
    }

    public KeyRange players() {
        return world.range(Tuple.of("player"));
    }

    public KeyRange tokens() {
        return world.range(Tuple.of("token"));
    }

    public byte[] player(long playerId) {
        return world.pack("player", playerId);
    }

    /** The player's id in a key made by {@link #player} or {@link #avatar}. */
    public long playerOf(byte[] key) {
        return world.unpack(key).getLong(1);
    }

    public byte[] playerByToken(byte[] tokenHash) {
        return world.pack("token", tokenHash);
    }

    public byte[] lastPlayerId() {
        return world.pack("last-player");
    }

    /** The world's newest tick that is known to have been: 8 bytes, least first, only ever raised. */
    public byte[] clock() {
        return world.pack("clock");
    }

    /** The first entity id that no region has been given: 8 bytes, least first, only ever raised. */
    public byte[] nextEntityIds() {
        return world.pack("next-entity-ids");
    }

    /** What another region has sent to this one, and this one has not taken yet. */
    public byte[] parcel(RegionId from, long frame, int index) {
        return world.pack("inbox", regionId.x(), regionId.z(), from.x(), from.z(), frame, index);
    }

    /** All parcels that wait for this region, in the order of their senders, and then as they were sent. */
    public KeyRange inbox() {
        return world.range(Tuple.of("inbox", regionId.x(), regionId.z()));
    }

    /** All parcels that wait for any region. */
    public KeyRange inboxes() {
        return world.range(Tuple.of("inbox"));
    }

    /** The region that a parcel waits for. */
    public RegionId receiverOf(byte[] parcelKey) {
        Tuple key = world.unpack(parcelKey);
        return new RegionId((int) key.getLong(1), (int) key.getLong(2));
    }

    /** A player's action that came while no region could take it. */
    public byte[] loggedInput(long playerId, long sequence) {
        return world.pack("input", playerId, sequence);
    }

    /** All logged actions of a player, in the order of their sequences. */
    public KeyRange loggedInputs(long playerId) {
        return world.range(Tuple.of("input", playerId));
    }

    /** All logged actions of all players. */
    public KeyRange loggedInputs() {
        return world.range(Tuple.of("input"));
    }

    /** The sequence in a key made by {@link #loggedInput}. */
    public long sequenceOf(byte[] loggedInputKey) {
        return world.unpack(loggedInputKey).getLong(2);
    }

    /** Is there while the world is being put together, and its record is not: such a world can't be opened. */
    public byte[] unfinished() {
        return world.pack("unfinished");
    }
}
