package org.vsekai.archive.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.archive.Stored;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.PlayerRecord;

/**
 * Finds the player whom a person means: by id, by name, or by {@code id:4711} and {@code name:4711}, since whoever comes may take
 * another's id for a name. Blocks; reads all players where a name is asked for.
 */
public final class AskedPlayer {
    private static final String ID = "id:";
    private static final String NAME = "name:";

    /** As many digits as fit a long. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /** Of players with one name, in an error. */
    private static final int MAX_NAMED = 10;

    private final Pieces pieces;
    private final WorldKeys keys;

    public AskedPlayer(Database database, String worldName) {
        pieces = new Pieces(database, Pieces.PIECE_BYTES);
        keys = WorldKeys.of(worldName);
    }

    /** @throws ArchiveException when nobody is meant, or one of several */
    public long find(String asked) {
        if (asked.startsWith(ID)) {
            String id = asked.substring(ID.length());
            if (!isId(id)) {
                throw new ArchiveException("no player has the id \"" + id + "\"");
            }
            return Long.parseLong(id);
        }
        if (asked.startsWith(NAME)) {
            String name = asked.substring(NAME.length());
            return one(name, named(name), "no player is named \"" + name + "\"");
        }
        List<Long> named = named(asked);
        if (isId(asked)) {
            named.remove(Long.valueOf(asked));
            if (!named.isEmpty()) {
                throw new ArchiveException(asked + " is the id of a player, and the name of another: say " + ID + asked
                        + " or " + NAME + asked);
            }
            return Long.parseLong(asked);
        }
        return one(asked, named, "no player has the name or the id \"" + asked + "\"");
    }

    private static long one(String name, List<Long> named, String none) {
        if (named.isEmpty()) {
            throw new ArchiveException(none);
        }
        if (named.size() > 1) {
            throw new ArchiveException(named.size() + " players are named \"" + name + "\": say " + ID
                    + "N with the id of one, " + named.subList(0, Math.min(named.size(), MAX_NAMED)));
        }
        return named.getFirst();
    }

    private boolean isId(String text) {
        return DIGITS.matcher(text).matches()
                && pieces.read(transaction -> {
                    byte[] player = RetryLoop.await(transaction.get(keys.player(Long.parseLong(text))));
                    return player != null;
                });
    }

    private List<Long> named(String name) {
        List<Long> found = new ArrayList<>();
        pieces.each(keys.players(), pair -> {
            PlayerRecord player = Stored.parse(PlayerRecord.parser(), pair.value(), "player");
            if (player.getName().equals(name)) {
                found.add(player.getPlayerId());
            }
        });
        return found;
    }
}
