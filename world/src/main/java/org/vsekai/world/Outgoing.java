package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Tally;

/**
 * What one host tells the others, in order: passed on at once where the receiver's queue has room, and otherwise kept until it
 * has. Only poses are dropped meanwhile; the next says more. Neither side ever blocks, so two full queues can't wait for each
 * other. Confined to the sender's thread.
 */
final class Outgoing implements Post {
    /** Messages kept for one receiver: a receiver this far behind will not catch up. */
    static final int MOST_KEPT = 65_536;

    /** Where the other hosts' queues are. */
    @FunctionalInterface
    interface Queues {
        /** False when there is no room. */
        boolean offer(int host, HostMessage message);
    }

    private final Queues queues;
    private final Tally<WorldCounter> counters;
    private final List<ArrayDeque<HostMessage>> kept = new ArrayList<>();
    private boolean isOverfull;

    Outgoing(int hosts, Queues queues, Tally<WorldCounter> counters) {
        this.queues = queues;
        this.counters = counters;
        for (int host = 0; host < hosts; host++) {
            kept.add(new ArrayDeque<>());
        }
    }

    @Override
    public void send(int host, HostMessage message) {
        ArrayDeque<HostMessage> waiting = kept.get(host);
        if (waiting.isEmpty() && queues.offer(host, message)) {
            return;
        }
        if (message instanceof HostMessage.Input(var region, RegionInput.Move pose)) {
            counters.count(WorldCounter.POSES_BETWEEN_HOSTS_DROPPED);
        } else if (waiting.size() >= MOST_KEPT) {
            counters.count(WorldCounter.POSTS_LOST);
            isOverfull = true;
        } else {
            counters.count(WorldCounter.POSTS_WAITED);
            waiting.add(message);
        }
    }

    /** Passes on what there is room for by now. */
    void flush() {
        for (int host = 0; host < kept.size(); host++) {
            ArrayDeque<HostMessage> waiting = kept.get(host);
            while (!waiting.isEmpty() && queues.offer(host, waiting.getFirst())) {
                waiting.removeFirst();
            }
        }
    }

    boolean isEmpty() {
        return kept.stream().allMatch(ArrayDeque::isEmpty);
    }

    /** Whether a message was lost: the world must be begun anew from what is durable. */
    boolean isOverfull() {
        return isOverfull;
    }
}
