package org.vsekai.rtc.sctp;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/**
 * Runs of fragments by their first number. No two of them could be joined. A fragment costs O(log runs); as long as fragments come in order there is
 * but one.
 */
@HotPath
final class FragmentRuns {
    /** The only one, while there is no map. */
    private @Nullable FragmentRun single;
    /** More than one, by their first numbers; there may be fewer by now. */
    private @Nullable NavigableMap<Long, FragmentRun> byFirst;

    /** Adds a run whose numbers are new, joined with its neighbours if it can be. What it is part of now. */
    FragmentRun add(FragmentRun added) {
        if (byFirst == null) {
            if (single == null) {
                single = added;
                return added;
            }
            if (single.isContinuedBy(added)) {
                single.append(added);
                return single;
            }
            byFirst = new TreeMap<>();
            byFirst.put(single.first, single);
            single = null;
        }
        return join(byFirst, added);
    }

    private static FragmentRun join(NavigableMap<Long, FragmentRun> runs, FragmentRun added) {
        FragmentRun run = added;
        var before = runs.lowerEntry(added.first);
        if (before != null && before.getValue().isContinuedBy(added)) {
            run = before.getValue();
            run.append(added);
        } else {
            runs.put(added.first, added);
        }
        FragmentRun after = runs.get(run.last + 1);
        if (after != null && run.isContinuedBy(after)) {
            runs.remove(after.first);
            run.append(after);
        }
        return run;
    }

    boolean has(long number) {
        FragmentRun at = single;
        if (byFirst != null) {
            var floor = byFirst.floorEntry(number);
            at = floor == null ? null : floor.getValue();
        }
        return at != null && at.first <= number && number <= at.last;
    }

    void remove(FragmentRun run) {
        if (byFirst == null) {
            single = null;
        } else {
            byFirst.remove(run.first);
            byFirst = byFirst.isEmpty() ? null : byFirst;
        }
    }

    @Nullable
    FragmentRun first() {
        return byFirst == null ? single : byFirst.firstEntry().getValue();
    }

    /** Takes out the first one. */
    @Nullable
    FragmentRun poll() {
        FragmentRun first = first();
        if (first != null) {
            remove(first);
        }
        return first;
    }
}
