package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.world.RegionReplay.Difference;
import org.vsekai.world.v1.FrameRecord;

/** What a replay gives otherwise than it is stored: the first hundred, and how many there are. Confined to one thread. */
final class ReplayDifferences {
    private static final int MAX_KEPT = 100;

    private final List<Difference> kept = new ArrayList<>();
    private long count;

    <T> void compare(FrameRecord frame, String what, T stored, @Nullable T replayed) {
        if (!stored.equals(replayed)) {
            add(frame, what + " is stored as " + line(stored) + ", and replayed is " + line(replayed));
        }
    }

    private static String line(@Nullable Object value) {
        return String.valueOf(value).replaceAll("\\s+", " ").strip();
    }

    void add(FrameRecord frame, String what) {
        count++;
        if (kept.size() < MAX_KEPT) {
            kept.add(new Difference(frame.getNumber(), what));
        }
    }

    List<Difference> kept() {
        return List.copyOf(kept);
    }

    long count() {
        return count;
    }
}
