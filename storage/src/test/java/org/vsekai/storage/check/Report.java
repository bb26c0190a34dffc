package org.vsekai.storage.check;

import java.time.Duration;
import java.util.List;

/**
 * What a run found.
 *
 * @param seed makes the clients do the same again; how they interleave is up to the machine
 * @param transactions that committed
 * @param conflicts transactions that did not commit because of others
 * @param anomalies all that was wrong
 * @param details the first of them, for people
 * @param took the time of it all
 */
public record Report(
        long seed, long transactions, long conflicts, long anomalies, List<String> details, Duration took) {

    /** For people: everything on one line, and with the first anomalies and how to see them again where there are any. */
    public String summary() {
        String figures = transactions + " transactions, " + conflicts + " conflicts, " + anomalies + " anomalies in "
                + took.toSeconds() + " s";
        return anomalies == 0
                ? figures
                : figures + "\n" + String.join("\n", details) + "\nOnce more: ./sekai check storage --seed " + seed;
    }
}
