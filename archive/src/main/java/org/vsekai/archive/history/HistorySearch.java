package org.vsekai.archive.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Pieces;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.history.StoredHistory.Standing;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/**
 * Searches the history of a world, which may be in play: in each region the segments that the index names, from the newest
 * on, and the frames that are in no index yet. Memory is that of the answer and of a segment. Blocks; stops where the thread
 * is interrupted.
 */
public final class HistorySearch {
    /** The world's time is one for all regions; what happened in one tick is told region by region. */
    private static final Comparator<HistoryEvent> ORDER = Comparator.comparingLong(HistoryEvent::tick)
            .thenComparing(HistoryEvent::region)
            .thenComparingLong(HistoryEvent::frame)
            .thenComparingInt(HistoryEvent::index);

    /** Of frames that are in no index yet, in one transaction. */
    private static final int BYTES_AT_ONCE = 1_000_000;

    private final Pieces pieces;
    private final String worldName;

    public HistorySearch(Database database, String worldName) {
        pieces = new Pieces(database, Pieces.PIECE_BYTES);
        this.worldName = worldName;
    }

    /** The newest events that are asked for, oldest first. */
    public List<HistoryEvent> run(HistoryQuery query) {
        PriorityQueue<HistoryEvent> newest = new PriorityQueue<>(ORDER);
        for (RegionId region : pieces.read(transaction -> StoredWorlds.regions(transaction, worldName))) {
            if (query.concerns(region)) {
                search(query, new StoredHistory(WorldKeys.of(worldName).in(region)), newest);
            }
        }
        List<HistoryEvent> found = new ArrayList<>(newest);
        found.sort(ORDER);
        return found;
    }

    private void search(HistoryQuery query, StoredHistory history, PriorityQueue<HistoryEvent> newest) {
        Standing standing = read(history::standing);
        long indexed = standing.record().getIndexedFrame();
        for (long from = indexed + 1; from <= standing.head(); ) {
            long first = from;
            List<FrameRecord> frames =
                    read(transaction -> history.beginning(transaction, first, standing.head(), BYTES_AT_ONCE));
            offer(query, history, frames, newest);
            from = frames.isEmpty() ? Long.MAX_VALUE : frames.getLast().getNumber() + 1;
        }
        Segment segment = new Segment(indexed + 1, List.of());
        while (segment.first > 0) {
            long end = segment.first;
            segment = read(transaction -> segment(query, history, end, newest, transaction));
            offer(query, history, segment.frames, newest);
        }
    }

    /** @param first 0 when neither the segment nor those before it can add anything */
    private record Segment(long first, List<FrameRecord> frames) {}

    /** The segment that ends before a frame. Read at once with its index: the upkeep may move it at any time. */
    private static Segment segment(
            HistoryQuery query,
            StoredHistory history,
            long end,
            PriorityQueue<HistoryEvent> newest,
            ReadTransaction transaction) {
        HistoryIndex index = history.index(transaction, 0, end - 1, true);
        if (index == null || isOlder(index, query, newest)) {
            return new Segment(0, List.of());
        }
        boolean isAsked = query.concerns(history.keys().regionId(), index);
        return new Segment(index.getFirstFrame(), isAsked ? history.frames(transaction, index) : List.of());
    }

    private <T> T read(Function<ReadTransaction, T> body) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ArchiveException("the search was told to stop");
        }
        return pieces.read(body);
    }

    /** Whether neither a segment nor those before it can add anything. */
    private static boolean isOlder(HistoryIndex index, HistoryQuery query, PriorityQueue<HistoryEvent> newest) {
        HistoryEvent oldest = newest.peek();
        return newest.size() == query.limit() && oldest != null && index.getToTick() < oldest.tick();
    }

    private static void offer(
            HistoryQuery query, StoredHistory history, List<FrameRecord> frames, PriorityQueue<HistoryEvent> newest) {
        for (FrameRecord frame : frames) {
            if (query.concerns(frame)) {
                for (HistoryEvent event : FrameEvents.of(history.keys().regionId(), frame)) {
                    if (query.concerns(event)) {
                        newest.add(event);
                    }
                    if (newest.size() > query.limit()) {
                        newest.remove();
                    }
                }
            }
        }
    }
}
