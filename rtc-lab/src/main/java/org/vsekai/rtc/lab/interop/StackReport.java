package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What came of one stack's connections, added up over its processes. */
final class StackReport {
    private static final List<String> SUMS = List.of(
            "reliableSent",
            "inBandSent",
            "inBandChannels",
            "greetingsLost",
            "lossySent",
            "lossyArrived",
            "lossyReturned");
    private static final int DIGITS = 3;

    private final Stack stack;
    private final int wanted;
    private final Histogram connectMicros = new Histogram(DIGITS);
    private final Histogram roundTripMicros = new Histogram(DIGITS);
    private final ObjectNode sums = JsonNodeFactory.instance.objectNode();
    private final List<String> failures = new ArrayList<>();
    private final Set<String> failedSteps = new HashSet<>();
    private String version = "";
    private int passed;

    StackReport(Stack stack, int wanted) {
        this.stack = stack;
        this.wanted = wanted;
        SUMS.forEach(sum -> sums.put(sum, 0L));
    }

    Stack stack() {
        return stack;
    }

    /** Connections that went through the whole scenario. */
    int passed() {
        return passed;
    }

    boolean isPassed() {
        return passed == wanted && failures.isEmpty();
    }

    /** Each says which connection failed at which step, and why. */
    List<String> failures() {
        return failures;
    }

    /** Takes what a {@link ClientProcess} had to say. */
    void add(JsonNode result) {
        version = result.path("version").asText();
        passed += result.path("passed").asInt();
        result.path("connectMs").forEach(ms -> connectMicros.recordValue(micros(ms)));
        result.path("roundTripMs").forEach(ms -> roundTripMicros.recordValue(micros(ms)));
        SUMS.forEach(
                sum -> sums.put(sum, sums.path(sum).asLong() + result.path(sum).asLong()));
        result.path("failures").forEach(this::fail);
    }

    private void fail(JsonNode failure) {
        String step = failure.path("step").asText();
        failedSteps.add(step);
        fail("connection " + failure.path("connection").asInt() + " at " + step + ": "
                + failure.path("why").asText());
    }

    /** Whether a connection came as far as this step of the scenario, and failed there. */
    boolean hasFailedAt(String step) {
        return failedSteps.contains(step);
    }

    void fail(String why) {
        failures.add(stack.text() + ", " + why);
    }

    private static long micros(JsonNode ms) {
        return Math.max(0, Math.round(ms.asDouble() * 1_000));
    }

    ObjectNode figures() {
        ObjectNode figures =
                JsonNodeFactory.instance.objectNode().put("version", version).put("passed", passed);
        figures.set("connectMs", percentiles(connectMicros));
        figures.set("roundTripMs", percentiles(roundTripMicros));
        figures.setAll(sums);
        return figures;
    }

    private static ObjectNode percentiles(Histogram micros) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (int percentile : new int[] {50, 90, 99}) {
            node.put("p" + percentile, ms(micros.getValueAtPercentile(percentile)));
        }
        return node.put("max", ms(micros.getMaxValue()));
    }

    private static double ms(long micros) {
        return Math.round(micros / 100.0) / 10.0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %d of %d; connected after %.0f ms (p50), %.0f ms (p99); %s",
                stack.text(),
                passed,
                wanted,
                ms(connectMicros.getValueAtPercentile(50)),
                ms(connectMicros.getValueAtPercentile(99)),
                version);
    }
}
