package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How figures are taken from two readings of a meter, and how they are written. */
final class Figures {
    private Figures() {}

    static long used(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asLong() - before.path(figure).asLong();
    }

    /** CPU of the whole process, in the kernel and outside. */
    static long cpuMicros(JsonNode before, JsonNode after) {
        return used(before, after, "userMicros") + used(before, after, "kernelMicros");
    }

    static long cpuMicros(JsonNode before, JsonNode after, ProcessMeter.Kind kind) {
        return used(before, after, kind + ".userMicros") + used(before, after, kind + ".kernelMicros");
    }

    static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    static ObjectNode putAtMost(ObjectNode parent, String name, double value, double goal) {
        return put(parent, name, value, goal, "at most");
    }

    static ObjectNode putAtLeast(ObjectNode parent, String name, double value, double goal) {
        return put(parent, name, value, goal, "at least");
    }

    /** Every figure that has a goal is written like this. */
    private static ObjectNode put(ObjectNode parent, String name, double value, double goal, String bound) {
        return parent.putObject(name)
                .put("value", round(value))
                .put("goal", goal)
                .put("bound", bound);
    }
}
