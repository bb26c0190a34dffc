package org.vsekai.rtc.lab.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;

/**
 * Processes of foreign stacks that are killed with kill -9 while their connections are up: no farewell of any kind. The server notices by itself:
 * consent expires after 30 s (RFC 7675), if nothing that it had to send went without an acknowledgement for too long before that.
 */
final class SuddenDeaths {
    static final int CONNECTIONS = 2;
    /** 30 s of consent, and as much for a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScenarioServer server;
    private final Map<Stack, List<ScenarioPeer>> bereaved = new EnumMap<>(Stack.class);
    private final List<String> failures = new ArrayList<>();
    private long killedAtNanos;

    SuddenDeaths(ScenarioServer server) {
        this.server = server;
    }

    /** Connects each stack in a process of its own, and kills that. */
    void kill(Visitors visitors, Collection<Stack> stacks) throws InterruptedException {
        try {
            bereaved.putAll(AtOnce.forEach(stacks, stack -> {
                try (ClientProcess process = visitors.settle(stack, CONNECTIONS)) {
                    return Visitors.settled(process, CONNECTIONS).stream()
                            .map(peer -> Objects.requireNonNull(server.peer(peer)))
                            .toList();
                }
            }));
        } catch (IOException e) {
            failures.add("before they were to be killed: " + e.getMessage());
        }
        killedAtNanos = System.nanoTime();
    }

    /** Waits until the server has noticed every end; how many of each stack it noticed, by what it took them for. */
    Map<Stack, Map<CloseReason, Integer>> mourn() throws InterruptedException {
        Map<Stack, Map<CloseReason, Integer>> noticed = new EnumMap<>(Stack.class);
        for (Map.Entry<Stack, List<ScenarioPeer>> each : bereaved.entrySet()) {
            Map<CloseReason, Integer> ends = new EnumMap<>(CloseReason.class);
            noticed.put(each.getKey(), ends);
            for (ScenarioPeer peer : each.getValue()) {
                count(each.getKey(), endOf(peer), ends);
            }
        }
        return noticed;
    }

    private @Nullable CloseReason endOf(ScenarioPeer peer) throws InterruptedException {
        try {
            long left = killedAtNanos + PATIENCE.toNanos() - System.nanoTime();
            return peer.end().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException stillUp) {
            return null;
        }
    }

    private void count(Stack stack, @Nullable CloseReason end, Map<CloseReason, Integer> ends) {
        if (end == CloseReason.CONSENT_EXPIRED || end == CloseReason.UNREACHABLE) {
            ends.merge(end, 1, Integer::sum);
        } else {
            failures.add(stack.text() + ", killed: the server should see that consent expired, but saw " + end);
        }
    }

    List<String> failures() {
        return failures;
    }
}
