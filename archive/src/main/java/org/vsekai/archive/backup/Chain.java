package org.vsekai.archive.backup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A base and the increments that continue it without a gap: everything between {@code from} and {@link #until} can be restored.
 *
 * @param from the earliest moment whose state is known: a base shows no state before its end
 */
public record Chain(List<Backup> backups, Instant from) {
    /**
     * A chain, which begins when the newest frame of its base was made, since nothing came after it until the base was. Where
     * the chain before knows of later moments than that frame, the world may have been set back between: then it begins with
     * the base.
     */
    static Chain after(List<Chain> before, List<Backup> backups) {
        Backup base = backups.getFirst();
        boolean isOverlapped =
                !before.isEmpty() && !base.frameMade().isAfter(before.getLast().until());
        return new Chain(List.copyOf(backups), isOverlapped ? base.asOf() : base.frameMade());
    }

    public Backup base() {
        return backups.getFirst();
    }

    public Backup newest() {
        return backups.getLast();
    }

    public Instant until() {
        return newest().asOf();
    }

    /** Whether the state at a moment is known; a second counts as a whole. */
    public boolean covers(Instant at) {
        return !at.isBefore(from.truncatedTo(ChronoUnit.SECONDS)) && !at.isAfter(until());
    }

    /** For people. */
    public String span() {
        return seconds(from) + " to " + seconds(until());
    }

    static String seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
