package org.vsekai.benchmarks.measuring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Which of a report's figures that have a goal reach it. */
public final class Goals {
    private Goals() {}

    /** Adds the names of the goals that are met and of those that are missed, each as its path in the report. */
    public static void summarise(ObjectNode report) {
        ObjectNode goals = report.objectNode();
        collect("", report, goals.putArray("met"), goals.putArray("missed"));
        report.set("goals", goals);
    }

    private static void collect(String path, JsonNode node, ArrayNode met, ArrayNode missed) {
        if (node.has("goal")) {
            (node.path("pass").asBoolean() ? met : missed).add(path);
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            collect(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), met, missed);
        }
    }
}
