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
        long seed, long transactions, long conflicts, long anomalies, List<String> details, Duration took) {}
