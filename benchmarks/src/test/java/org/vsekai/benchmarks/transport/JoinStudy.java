package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a join costs the server, round after round, by kind of thread: how much of it is only the warming up. Arguments: joins
 * of a round, rounds, joins a second (0: as many as can be).
 */
public final class JoinStudy {
    private JoinStudy() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        String most = String.valueOf(count + 1);
        try (Child server = Child.start(LoadServer.class, 0, List.of("60", "200", most))) {
            String port = server.ask("port").path("port").asText();
            try (Child clients = Child.start(LoadClients.class, 1, List.of(port, "60", "200", most))) {
                for (int round = 0; round < rounds; round++) {
                    JsonNode before = server.ask("meter");
                    JsonNode joined = clients.ask("join " + count + " " + args[2]);
                    JsonNode after = server.ask("meter");
                    print(round, count, before, after, joined);
                    clients.ask("leave");
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        }
    }

    private static void print(int round, int count, JsonNode before, JsonNode after, JsonNode joined) {
        var line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "round %2d: %5d joins, %6.1f/s, CPU us each: %6.0f",
                round,
                joined.path("count").asInt(),
                count / joined.path("seconds").asDouble(),
                (used(before, after, "userMicros") + used(before, after, "kernelMicros")) / count));
        for (ProcessMeter.Kind kind : ProcessMeter.Kind.values()) {
            line.append(String.format(
                    Locale.ROOT,
                    ", %s %.0f+%.0f",
                    kind,
                    used(before, after, kind + ".userMicros") / count,
                    used(before, after, kind + ".kernelMicros") / count));
        }
        System.out.println(line);
    }

    private static double used(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asLong() - before.path(figure).asLong();
    }
}
