package org.vsekai.benchmarks.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;

/** The report for a person. */
final class StorageTable {
    private final JsonNode report;
    private final StringBuilder text = new StringBuilder();

    StorageTable(JsonNode report) {
        this.report = report;
    }

    String text() {
        line("Machine: %s", facts(report.path("machine")));
        for (Map.Entry<String, JsonNode> peer : report.path("peers").properties()) {
            line("%s: %s", peer.getKey(), peer.getValue().asText());
        }
        line("");
        line("%-34s %-14s %11s %9s %9s %9s", "", "", "per second", "p50 ms", "p99 ms", "CPU µs");
        for (Map.Entry<String, JsonNode> clients : report.path("transactions").properties()) {
            peers("durable transactions, " + apart(clients.getKey()), clients.getValue());
        }
        peers("point reads", report.path("pointReads"));
        for (Map.Entry<String, JsonNode> pairs : report.path("rangeReads").properties()) {
            peers("range reads, " + apart(pairs.getKey()), pairs.getValue());
        }
        row("frames", "engine", report.path("frames"));
        row("actions packed in frames", "engine", report.path("actions"));
        line("");
        line("frames: %s", facts(report.path("frames")));
        line("actions: %s", facts(report.path("actions")));
        line("entities: %s", facts(report.path("entities")));
        line("");
        goals("", report);
        return text.toString().stripTrailing();
    }

    private void peers(String what, JsonNode figures) {
        for (Map.Entry<String, JsonNode> peer : figures.properties()) {
            if (peer.getValue().has("perSecond")) {
                row(what, peer.getKey(), peer.getValue());
            }
        }
    }

    private void row(String what, String who, JsonNode figures) {
        line(
                "%-34s %-14s %11.0f %9.3f %9.3f %9.1f",
                what,
                who,
                figures.path("perSecond").asDouble(),
                figures.path("p50Ms").asDouble(),
                figures.path("p99Ms").asDouble(),
                figures.path("cpuMicrosEach").asDouble());
    }

    private void goals(String path, JsonNode node) {
        if (node.has("goal")) {
            line(
                    "%-6s %s: %s, goal %s %s",
                    node.path("pass").asBoolean() ? "met" : "MISSED",
                    path,
                    node.path("value").asText(),
                    node.path("bound").asText(),
                    node.path("goal").asText());
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            goals(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
        }
    }

    /** {@code 16Clients} as a person writes it. */
    private static String apart(String name) {
        return name.replaceAll("([0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    /** The plain fields, by name. */
    private static String facts(JsonNode node) {
        StringBuilder facts = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isValueNode()) {
                facts.append(facts.isEmpty() ? "" : ", ")
                        .append(field.getKey())
                        .append(' ')
                        .append(field.getValue().asText());
            }
        }
        return facts.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
