package org.vsekai.archive.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.verify.RegionVerification.Outcome;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Realm;
import org.vsekai.game.WorldGenerator;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.RegionImage;
import org.vsekai.world.RegionReplay.Replayed;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.WorldShape;

/**
 * Reads every key of a stored world and checks what must be true of it. Of a world that nobody plays: one that changes
 * meanwhile is refused. Memory is some times that of a region, the records of players, and some hundred bytes for each parcel
 * in the kept frames. Blocks.
 */
public final class WorldVerification {
    private final Pieces pieces;
    private final String name;
    private final boolean isReplayed;
    private final WorldKeys keys;
    private final Findings findings = new Findings();
    private final PlacesCheck places;
    private final ParcelsCheck parcels;
    private final TransactionsCheck transactions;
    private final StockTaking stock = new StockTaking();
    private final Map<Long, RegionId> lastLeft = new HashMap<>();
    private final List<Replay> replays = new ArrayList<>();
    private final SortedMap<RegionId, String> notReplayed = new TreeMap<>();
    private @Nullable RegionVerification region;
    private long count;
    private long frames;
    private long entities;
    private int regions;

    /** How a key of a world is made up, after the world's own prefix. */
    private static final List<List<Object>> SHAPES = List.of(
            List.of("world"),
            List.of("last-player"),
            List.of("clock"),
            List.of("next-entity-ids"),
            List.of("avatar", Long.class),
            List.of("player", Long.class),
            List.of("token", byte[].class),
            List.of("inbox", Long.class, Long.class, Long.class, Long.class, Long.class, Long.class),
            List.of("input", Long.class, Long.class),
            List.of("region", Long.class, Long.class, "epoch"),
            List.of("region", Long.class, Long.class, "head"),
            List.of("region", Long.class, Long.class, "checkpoint"),
            List.of("region", Long.class, Long.class, "chunk", Long.class, Long.class, Long.class),
            List.of("region", Long.class, Long.class, "frame", Long.class, Long.class),
            List.of("region", Long.class, Long.class, "history"),
            List.of("region", Long.class, Long.class, "history-block", Long.class, Long.class),
            List.of("region", Long.class, Long.class, "history-index", Long.class));

    /** What was run through the rules again. */
    public record Replay(RegionId region, Replayed replayed) {}

    /**
     * @param findings the first thousand
     * @param count how many there are in all
     * @param keys how many keys were read
     * @param frame the numbers of the regions' newest frames, together
     * @param entities things in the pages
     * @param grades of all the findings
     * @param items how many there are of each, after the newest frames
     * @param notReplayed regions of which nothing could be replayed, and why; as replays, empty where none were asked for
     */
    public record Verified(
            List<Finding> findings,
            long count,
            long keys,
            int regions,
            long frame,
            long entities,
            long players,
            Set<Finding.Grade> grades,
            SortedMap<ItemKind, Stock> items,
            List<Replay> replays,
            SortedMap<RegionId, String> notReplayed) {}

    public WorldVerification(Database database, String worldName) {
        this(database, worldName, false);
    }

    /** @param isReplayed whether frames are run through the rules again, too */
    public WorldVerification(Database database, String worldName, boolean isReplayed) {
        pieces = new Pieces(database, Pieces.PIECE_BYTES);
        name = worldName;
        this.isReplayed = isReplayed;
        keys = WorldKeys.of(worldName);
        places = new PlacesCheck(keys, findings);
        parcels = new ParcelsCheck(keys, findings);
        transactions = new TransactionsCheck(keys, findings);
    }

    /** @throws ArchiveException when there is no such world, or it is in play */
    public Verified run() {
        String standing = standing();
        WorldFence world = WorldFence.read(pieces, keys, findings);
        if (world == null) {
            throw new ArchiveException("the store holds no world \"" + name + "\"");
        }
        world.check(keys, name, findings);
        AvatarsCheck avatars = new AvatarsCheck(keys, findings, world, avatarIdLimit(world));
        PlayersCheck players =
                new PlayersCheck(keys, findings, world.lastPlayer().getPlayerId());
        pieces.each(keys.everything(), pair -> {
            count++;
            Tuple key = known(pair.key());
            if (key != null) {
                switch (key.getString(0)) {
                    case "avatar" -> avatars.add(pair);
                    case "player" -> players.addPlayer(pair);
                    case "token" -> players.addToken(pair, key);
                    case "input" -> players.addInput(pair, key);
                    case "inbox" -> parcels.addWaiting(pair, key);
                    case "region" -> regionOf(key, world, avatars).add(key.getString(3), pair);
                    default -> {}
                }
            }
        });
        endRegion(world, avatars);
        parcels.end();
        transactions.end(parcels.waiting().values());
        parcels.waiting().forEach((id, parcel) -> places.addWaiting(parcels.key(id, parcel), id, parcel));
        parcels.waiting().values().forEach(stock::addWaiting);
        places.end(avatars.avatars(), lastLeft);
        players.end(avatars.avatars().keySet());
        if (!standing().equals(standing)) {
            throw new ArchiveException("the world changed while it was read: it is in play. Stop its server first, or"
                    + " make a backup and verify that");
        }
        return new Verified(
                findings.kept(),
                findings.count(),
                count,
                regions,
                frames,
                entities,
                world.lastPlayer().getPlayerId(),
                findings.grades(),
                stock.stock(),
                List.copyOf(replays),
                Collections.unmodifiableSortedMap(notReplayed));
    }

    private String standing() {
        return pieces.read(transaction -> StoredWorlds.standing(transaction, name));
    }

    /** Avatars come before regions, so where the world has no counter of ids the one region's is read here. */
    private long avatarIdLimit(WorldFence world) {
        return world.nextEntityIds() == Long.MAX_VALUE
                ? Fence.read(pieces, keys, new Findings()).checkpoint().getNextEntityId()
                : world.nextEntityIds();
    }

    /** The region that a key is of: the one under way, or, since keys come in order, the next one. */
    private RegionVerification regionOf(Tuple key, WorldFence world, AvatarsCheck avatars) {
        RegionId id = new RegionId((int) key.getLong(1), (int) key.getLong(2));
        RegionVerification current = region;
        if (current == null || !current.keys().regionId().equals(id)) {
            endRegion(world, avatars);
            WorldKeys its = keys.in(id);
            findings.check(world.shape().grid().contains(id), its.epoch(), "the region lies outside of the world");
            current = new RegionVerification(pieces, its, findings, avatars, parcels, world.nextEntityIds());
            region = current;
        }
        return current;
    }

    private void endRegion(WorldFence world, AvatarsCheck avatars) {
        RegionVerification ended = region;
        if (ended == null) {
            return;
        }
        RegionId id = ended.keys().regionId();
        WorldShape shape = world.shape();
        RegionImage image = ended.end(WorldGenerator.generate(shape.seed(), id, 1), avatars, places);
        if (image != null) {
            transactions.add(id, image.deals());
            stock.add(image);
        }
        ended.departed().forEach(player -> lastLeft.put(player, id));
        regions++;
        frames += ended.newestFrame();
        entities += ended.entities();
        if (isReplayed) {
            switch (ended.replay(image, ids -> new Realm(id, shape.bounds(), shape.terrain(), ids))) {
                case Outcome.Done(Replayed replayed) -> replays.add(new Replay(id, replayed));
                case Outcome.None(String why) -> notReplayed.put(id, why);
            }
        }
        region = null;
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
}
