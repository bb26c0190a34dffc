package org.vsekai.benchmarks.measuring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How figures are taken from two readings of a meter, and how they are written. */
public final class Figures {
    private Figures() {}

    public static long used(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asLong() - before.path(figure).asLong();
    }

    public static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    public static ObjectNode putAtMost(ObjectNode parent, String name, double value, double goal) {
        return put(parent, name, value, goal, "at most", value <= goal);
    }

    public static ObjectNode putAtLeast(ObjectNode parent, String name, double value, double goal) {
        return put(parent, name, value, goal, "at least", value >= goal);
    }

    /** Every figure that has a goal is written like this. */
    private static ObjectNode put(
            ObjectNode parent, String name, double value, double goal, String bound, boolean pass) {
        return parent.putObject(name)
                .put("value", round(value))
                .put("goal", goal)
                .put("bound", bound)
                .put("pass", pass);
    }
}
