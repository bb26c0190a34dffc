package org.vsekai.archive.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.game.WorldGenerator;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionImage;
import org.vsekai.world.WorldKeys;

/**
 * Reads every key of a stored world and checks what must be true of it. Of a world that nobody plays: one that changes
 * meanwhile is refused. Memory is some times that of the region and of the players' records. Blocks.
 */
public final class WorldVerification {
    private final Pieces pieces;
    private final String name;
    private final WorldKeys keys;
    private final Findings findings = new Findings();

    /** How a key of a world is made up, after the world's own prefix. */
    private static final List<List<Object>> SHAPES = List.of(
            List.of("world"),
            List.of("last-player"),
            List.of("avatar", Long.class),
            List.of("player", Long.class),
            List.of("token", byte[].class),
            List.of("region", 0L, 0L, "epoch"),
            List.of("region", 0L, 0L, "head"),
            List.of("region", 0L, 0L, "checkpoint"),
            List.of("region", 0L, 0L, "chunk", Long.class, Long.class, Long.class),
            List.of("region", 0L, 0L, "frame", Long.class, Long.class));

    /**
     * @param findings the first thousand
     * @param count how many there are in all
     * @param keys how many keys were read
     */
    public record Verified(List<Finding> findings, long count, long keys, long frame, long entities, long players) {}

    public WorldVerification(Database database, String worldName) {
        pieces = new Pieces(database, Pieces.PIECE_BYTES);
        name = worldName;
        keys = WorldKeys.of(worldName);
    }

    /** @throws ArchiveException when there is no such world, or it is in play */
    public Verified run() {
        Fence fence = fence(findings);
        fence.check(keys, name, findings);
        PagesCheck pages = new PagesCheck(keys, findings, fence.checkpoint().getNextEntityId());
        AvatarsCheck avatars =
                new AvatarsCheck(keys, findings, fence.checkpoint().getNextEntityId());
        PlayersCheck players =
                new PlayersCheck(keys, findings, fence.lastPlayer().getPlayerId());
        FramesCheck frames = new FramesCheck(keys, findings, fence, pages, avatars.avatars());
        long[] count = new long[1];
        pieces.each(keys.everything(), pair -> {
            count[0]++;
            Tuple key = known(pair.key());
            if (key != null) {
                switch (key.getString(key.getString(0).equals("region") ? 3 : 0)) {
                    case "avatar" -> avatars.add(pair);
                    case "player" -> players.addPlayer(pair);
                    case "token" -> players.addToken(pair, key);
                    case "chunk" -> pages.add(pair);
                    case "frame" -> frames.add(pair);
                    default -> {}
                }
            }
        });
        pages.end(WorldGenerator.generate(fence.world().getSeed(), RegionId.SPAWN, 1));
        avatars.end(pages);
        frames.end();
        players.end(avatars.avatars().keySet());
        replay(fence);
        if (!fence(new Findings()).equals(fence)) {
            throw new ArchiveException("the world changed while it was read: it is in play. Stop its server first, or"
                    + " make a backup and verify that");
        }
        return new Verified(
                findings.kept(),
                findings.count(),
                count[0],
                fence.head().getFrame(),
                pages.entities().size(),
                fence.lastPlayer().getPlayerId());
    }

    private Fence fence(Findings into) {
        Fence fence = Fence.read(pieces, keys, into);
        if (fence == null) {
            throw new ArchiveException("the store holds no world \"" + name + "\"");
        }
        return fence;
    }

    /** The key's elements after the world's prefix, null (and a finding) where no build writes such a key. */
    private @Nullable Tuple known(byte[] key) {
        try {
            Tuple tuple = Tuple.fromBytes(key, keys.everything().begin().length);
            for (List<Object> shape : SHAPES) {
                if (fits(tuple, shape)) {
                    return tuple;
                }
            }
        } catch (IllegalArgumentException noTuple) {
            findings.add(key, "is unknown: no tuple");
            return null;
        }
        findings.add(
                key,
                Arrays.equals(key, keys.unfinished())
                        ? "the world is not complete: what was to bring it into this store was cut short"
                        : "is unknown");
        return null;
    }

    private static boolean fits(Tuple tuple, List<Object> shape) {
        if (tuple.size() != shape.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            Object element = tuple.get(i);
            boolean fits = shape.get(i) instanceof Class<?> type
                    ? type.isInstance(element)
                    : shape.get(i).equals(element);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** What recovery would load. */
    private void replay(Fence fence) {
        RegionImage image = new RegionImage(fence.checkpoint());
        try {
            pieces.each(keys.pages(), pair -> image.addPage(pair.value()));
            pieces.each(keys.avatars(), pair -> image.addAvatar(pair.value()));
            FrameParts parts = new FrameParts(keys, image::apply);
            KeyRange frames = keys.frames(fence.checkpoint().getFrame() + 1, Long.MAX_VALUE);
            pieces.each(frames, (KeyValue part) -> parts.add(part));
            parts.end();
        } catch (DamagedRecordException damage) {
            findings.add(keys.checkpoint(), "can't be brought up to the newest frame: " + damage.getMessage());
            return;
        }
        findings.check(
                image.frame() == fence.head().getFrame(),
                keys.head(),
                "the newest frame record is " + image.frame() + ", the head says "
                        + fence.head().getFrame());
        Map<Long, Long> avatarOf = new java.util.HashMap<>();
        image.avatars().forEach(avatar -> avatarOf.put(avatar.entityId(), avatar.playerId()));
        image.things().forEach(thing -> {
            findings.check(
                    thing.id() < image.nextEntityId(),
                    keys.head(),
                    "entity " + thing.id() + " is there, and the next id to be given out is " + image.nextEntityId());
            findings.check(
                    !avatarOf.containsKey(thing.id()),
                    keys.head(),
                    "entity " + thing.id() + " has the id of player " + avatarOf.get(thing.id()) + "'s avatar");
        });
    }
}
