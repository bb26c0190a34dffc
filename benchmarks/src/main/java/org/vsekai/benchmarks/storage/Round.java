package org.vsekai.benchmarks.storage;

import static org.vsekai.benchmarks.measuring.Figures.round;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one peer did in one interval.
 *
 * @param cpuMicros of the processes of client and store, for each operation
 * @param again operations that were tried again, because of a conflict
 */
record Round(double perSecond, double p50Ms, double p99Ms, double cpuMicros, double again) {
    /** Each figure's median over the rounds. */
    static Round median(List<Round> rounds) {
        return new Round(
                median(rounds, Round::perSecond),
                median(rounds, Round::p50Ms),
                median(rounds, Round::p99Ms),
                median(rounds, Round::cpuMicros),
                median(rounds, Round::again));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    void putTo(ObjectNode report) {
        report.put("perSecond", round(perSecond))
                .put("p50Ms", thousandths(p50Ms))
                .put("p99Ms", thousandths(p99Ms))
                .put("cpuMicrosEach", round(cpuMicros))
                .put("triedAgain", round(again));
    }

    /** Reads take microseconds. */
    private static double thousandths(double ms) {
        return Math.round(ms * 1_000) / 1_000.0;
    }
}
