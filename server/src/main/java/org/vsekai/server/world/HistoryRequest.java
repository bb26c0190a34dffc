package org.vsekai.server.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.history.AskedPlayer;
import org.vsekai.archive.history.HistoryEvent;
import org.vsekai.archive.history.HistoryQuery;
import org.vsekai.archive.history.HistorySearch;
import org.vsekai.archive.history.HistoryText;
import org.vsekai.server.store.Stores;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;

/**
 * What is asked of a world's history, by a command of the server that has the store open, or of itself.
 *
 * @param player an id or a name as {@link AskedPlayer} takes them, empty for any
 * @param chunk two indices
 * @param region two coordinates
 */
public record HistoryRequest(
        OptionalLong entity,
        String player,
        @Nullable Pair chunk,
        @Nullable Pair region,
        long sinceMillis,
        long untilMillis,
        int limit,
        boolean isJson) {
    private static final String NAME = "history";
    private static final String JSON = "json";
    private static final String TEXT = "text";
    private static final String ANY = "any";

    /** Empty for a request of some other kind. */
    public static Optional<HistoryRequest> parse(List<String> words) {
        if (words.size() != 9 || !words.get(0).equals(NAME)) {
            return Optional.empty();
        }
        try {
            int limit = Integer.parseInt(words.get(7));
            return limit < 1 || limit > HistoryQuery.MAX_LIMIT
                    ? Optional.empty()
                    : Optional.of(new HistoryRequest(
                            words.get(1).equals(ANY)
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(Long.parseLong(words.get(1))),
                            words.get(2),
                            words.get(3).equals(ANY) ? null : Pair.parse(words.get(3)),
                            words.get(4).equals(ANY) ? null : Pair.parse(words.get(4)),
                            Long.parseLong(words.get(5)),
                            Long.parseLong(words.get(6)),
                            limit,
                            words.get(8).equals(JSON)));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    List<String> words() {
        return new ArrayList<>(List.of(
                NAME,
                entity.isPresent() ? Long.toString(entity.getAsLong()) : ANY,
                player,
                chunk == null ? ANY : chunk.toString(),
                region == null ? ANY : region.toString(),
                Long.toString(sinceMillis),
                Long.toString(untilMillis),
                Integer.toString(limit),
                isJson ? JSON : TEXT));
    }

    /** Hands over the lines of the answer. Returns how many there are, one above the limit where there are more. */
    public int tell(Database database, Consumer<String> lines) {
        List<HistoryEvent> events = new HistorySearch(database, Stores.WORLD)
                .run(new HistoryQuery(
                        entity,
                        player.isEmpty()
                                ? OptionalLong.empty()
                                : OptionalLong.of(new AskedPlayer(database, Stores.WORLD).find(player)),
                        chunk == null ? OptionalLong.empty() : OptionalLong.of(ChunkKey.of(chunk.x(), chunk.z())),
                        region == null ? null : new RegionId(region.x(), region.z()),
                        sinceMillis,
                        untilMillis,
                        limit + 1));
        events.subList(Math.max(0, events.size() - limit), events.size())
                .forEach(event -> lines.accept(isJson ? HistoryJson.line(event) : HistoryText.line(event)));
        return events.size();
    }

    /** Two whole numbers, {@code 3,-2}. */
    public record Pair(int x, int z) {
        /** @throws IllegalArgumentException when the text is no pair */
        static Pair parse(String text) {
            String[] numbers = text.split(",", -1);
            if (numbers.length != 2) {
                throw new IllegalArgumentException("'" + text + "' is no pair of whole numbers, such as 3,-2");
            }
            return new Pair(Integer.parseInt(numbers[0].strip()), Integer.parseInt(numbers[1].strip()));
        }

        @Override
        public String toString() {
            return x + "," + z;
        }
    }
}
