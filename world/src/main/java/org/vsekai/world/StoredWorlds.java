package org.vsekai.world;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.PlayerIdRecord;

/**
 * The worlds in a store, for those who move them and keep them. A world is there when its record is; whoever brings one writes
 * that last, and {@link WorldKeys#unfinished} first, which goes when the world is whole; until then {@link World#open} refuses to make a
 * world of that name.
 */
public final class StoredWorlds {
    private static final Subspace WORLDS = Subspace.of("sekai");
    private static final String RECORD = "world";
    private static final String UNFINISHED = "unfinished";
    private static final String REGION = "region";

    /** No world can have this name, so the whole store may. */
    private static final String WHOLE_STORE = "";

    private StoredWorlds() {}

    /** What {@link WorldKeys#unfinished} is to a world, to everything in a store at once. */
    public static byte[] unfinishedStore() {
        return WORLDS.pack(WHOLE_STORE, UNFINISHED);
    }

    public static boolean isUnfinished(byte[] key) {
        return nameIn(key, UNFINISHED).isPresent();
    }

    /** Whether the key is of a world's record, which makes it a world. */
    public static boolean isRecord(byte[] key) {
        return nameIn(key, RECORD).isPresent();
    }

    private static Optional<String> nameIn(byte[] key, String last) {
        if (!WORLDS.contains(key)) {
            return Optional.empty();
        }
        try {
            Tuple rest = WORLDS.unpack(key);
            return rest.size() == 2 && rest.get(0) instanceof String name && last.equals(rest.get(1))
                    ? Optional.of(name)
                    : Optional.empty();
        } catch (IllegalArgumentException notOfAWorld) {
            return Optional.empty();
        }
    }

    /** The names of the worlds that are there, in order. Blocks; costs two reads for each. */
    public static List<String> names(ReadTransaction transaction) {
        List<String> names = new ArrayList<>();
        for (Tuple name : groups(transaction, WORLDS, 1)) {
            if (name.get(0) instanceof String text && Reads.value(transaction, WORLDS.pack(text, RECORD)) != null) {
                names.add(text);
            }
        }
        return names;
    }

    /** The regions of a world of which anything is stored, in order. Blocks; costs a read for each. */
    public static List<RegionId> regions(ReadTransaction transaction, String worldName) {
        return groups(transaction, WORLDS.subspace(worldName).subspace(REGION), 2).stream()
                .map(place -> new RegionId((int) place.getLong(0), (int) place.getLong(1)))
                .toList();
    }

    /**
     * How far a world has come, in words that change with every commit of its regions, every step of its history's upkeep and
     * every new player. Blocks; costs five reads for each region.
     */
    public static String standing(ReadTransaction transaction, String worldName) {
        Subspace world = WORLDS.subspace(worldName);
        var text = new StringBuilder();
        for (Tuple place : groups(transaction, world.subspace(REGION), 2)) {
            Subspace region = Subspace.ofPrefix(place.pack(world.pack(REGION)));
            byte[] history = Reads.value(transaction, region.pack("history"));
            HeadRecord head = StoreJournal.head(Reads.value(transaction, region.pack("head")));
            text.append("region ").append(place).append(": epoch ");
            text.append(StoreJournal.epoch(Reads.value(transaction, region.pack("epoch"))));
            text.append(", frame ").append(head.getFrame());
            text.append(", commit ").append(head.getCommit());
            text.append(history == null ? "" : ", history " + HexFormat.of().formatHex(history))
                    .append("; ");
        }
        byte[] last = Reads.value(transaction, world.pack("last-player"));
        long players = last == null
                ? 0
                : Records.parse(PlayerIdRecord.parser(), last, "the last player")
                        .getPlayerId();
        return text.append("players ").append(players).toString();
    }

    /** Whether this world, or the whole store, is being put together. */
    static boolean isUnfinished(ReadTransaction transaction, String worldName) {
        return Reads.value(transaction, WorldKeys.of(worldName).unfinished()) != null
                || Reads.value(transaction, unfinishedStore()) != null;
    }

    /** The different first elements of the keys in a space: one read for each, however much lies under it. */
    private static List<Tuple> groups(ReadTransaction transaction, Subspace space, int elements) {
        List<Tuple> groups = new ArrayList<>();
        KeyRange rest = space.range();
        byte[] begin = rest.begin();
        while (Keys.compare(begin, rest.end()) < 0) {
            List<KeyValue> next = Reads.pairs(transaction, begin, rest.end(), 1);
            if (next.isEmpty()) {
                break;
            }
            Tuple key = space.unpack(next.getFirst().key());
            Tuple group = Tuple.of();
            for (int i = 0; i < Math.min(elements, key.size()); i++) {
                group = group.add(key.get(i));
            }
            if (group.size() == elements) {
                groups.add(group);
            }
            begin = Keys.strinc(space.pack(group));
        }
        return groups;
    }
}
