package org.vsekai.storage.check;

import java.util.List;

/**
 * Whether the checkers noticed.
 *
 * @param sabotaged engines that were run
 * @param caught of them, those in which the checker that must notice found something
 * @param missed the names of the others
 * @param details for each engine the first that was found
 */
public record SabotageReport(int sabotaged, int caught, List<String> missed, List<String> details) {}
