package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.vsekai.rtc.lab.interop.ClientProcess.Order;

/** Sends connections of a stack through the scenario, as many processes one after the other as that takes. */
final class Visitors {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_FOR_EACH = Duration.ofSeconds(2);

    private final List<String> within;
    private final URI server;
    private final boolean isRough;

    /** @param within a command that runs another in some surroundings, or nothing */
    Visitors(List<String> within, URI server, boolean isRough) {
        this.within = within;
        this.server = server;
        this.isRough = isRough;
    }

    /** What goes wrong is in the report. */
    StackReport visit(Stack stack, int connections) throws InterruptedException {
        var report = new StackReport(stack, connections);
        for (int left = connections; left > 0; left -= stack.mostInAProcess()) {
            int now = Math.min(left, stack.mostInAProcess());
            try (ClientProcess process = start(stack, now, false)) {
                report.add(process.result(patience(now)));
            } catch (IOException e) {
                report.fail(String.valueOf(e.getMessage()));
            }
        }
        return report;
    }

    /** Connections that say no more. */
    ClientProcess settle(Stack stack, int connections) throws IOException {
        return start(stack, connections, true);
    }

    /** The peers' numbers, once they are all connected. */
    static List<Integer> settled(ClientProcess process, int connections) throws IOException, InterruptedException {
        JsonNode result = process.result(patience(connections));
        List<Integer> peers =
                result.path("peers").valueStream().map(JsonNode::asInt).toList();
        if (peers.size() != connections) {
            throw new IOException("not all of " + connections + " connected: " + result.path("failures"));
        }
        return peers;
    }

    private ClientProcess start(Stack stack, int connections, boolean stays) throws IOException {
        return ClientProcess.start(within, new Order(stack, server, connections, isRough, stays));
    }

    private static Duration patience(int connections) {
        return START_PATIENCE.plus(PATIENCE_FOR_EACH.multipliedBy(connections));
    }
}
