package org.vsekai.simulator.time;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.vsekai.core.SplitMix64;

/** What happened in a run: a hash of everything, and the newest lines for a person. */
public final class RunLog {
    private static final int LINES_KEPT = 2_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final boolean keepsLines;
    private long hash;

    public RunLog(boolean keepsLines) {
        this.keepsLines = keepsLines;
    }

    public void note(String what) {
        mix(what.hashCode());
    }

    public void note(String what, long number) {
        mix(what.hashCode());
        mix(number);
    }

    public void note(String what, byte[] bytes) {
        mix(what.hashCode());
        mix(Arrays.hashCode(bytes));
    }

    /** For a person, and part of the hash. */
    public void tell(long nanos, String line) {
        mix(nanos);
        mix(line.hashCode());
        detail(nanos, () -> line);
    }

    /** For a person alone. Not part of the hash, so that it costs nothing where nobody reads it. */
    public void detail(long nanos, Supplier<String> line) {
        if (keepsLines) {
            lines.addLast(nanos / VirtualTime.NANOS_PER_MILLI + " ms  " + line.get());
            if (lines.size() > LINES_KEPT) {
                lines.removeFirst();
            }
        }
    }

    private void mix(long number) {
        hash = SplitMix64.mix(hash ^ number);
    }

    public long hash() {
        return hash;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
