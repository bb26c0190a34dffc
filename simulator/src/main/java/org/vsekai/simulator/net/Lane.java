package org.vsekai.simulator.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;

/** One direction of a link: a reliable ordered lane and a lossy one over the same way. */
final class Lane {
    private static final double LOSS_CHANCE = 0.3;
    private static final double DUPLICATE_CHANCE = 0.5;
    private static final double REORDER_CHANCE = 0.3;
    private static final double SPIKE_CHANCE = 0.002;
    private static final long RETRANSMIT_NANOS = 200 * VirtualTime.NANOS_PER_MILLI;
    private static final int MOST_RETRANSMITS = 5;

    /** A reliable message on its way. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Message(long dueNanos, byte[] bytes, Consumer<byte[]> receiver) {}

    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;
    private final Weather weather;
    private Deque<Message> underWay = new ArrayDeque<>();
    private long blockedUntilNanos;
    private long lastReliableNanos;
    private long reliableBytes;
    private boolean isCut;

    Lane(VirtualTime time, Swarm swarm, SplitMix64 random, Weather weather) {
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        this.weather = weather;
    }

    /** Nothing gets through until then: lossy messages are lost, reliable ones late. */
    void blockUntil(long nanos) {
        blockedUntilNanos = Math.max(blockedUntilNanos, nanos);
    }

    /** The way is as good as it can be from now on, also for what is on it. */
    void heal() {
        blockedUntilNanos = 0;
        lastReliableNanos = time.nowNanos();
        Deque<Message> due = new ArrayDeque<>();
        underWay.forEach(message -> due.addLast(new Message(time.nowNanos(), message.bytes, message.receiver)));
        underWay = due;
        time.after(0, this::arrive);
    }

    /** Nothing gets through any more. */
    void cut() {
        isCut = true;
    }

    boolean isCut() {
        return isCut;
    }

    boolean isBlocked() {
        return isCut || time.nowNanos() < blockedUntilNanos;
    }

    /** Reliable bytes that have not arrived. */
    long reliableBytes() {
        return reliableBytes;
    }

    void sendReliable(byte[] message, Consumer<byte[]> receiver) {
        reliableBytes += message.length;
        long delay = delay();
        for (int i = 0; i < MOST_RETRANSMITS && swarm.strikes(Fault.NET_LOSS, LOSS_CHANCE); i++) {
            delay += RETRANSMIT_NANOS << i;
        }
        deliverReliable(Math.max(lastReliableNanos, time.nowNanos() + delay), message, receiver);
    }

    private void deliverReliable(long nanos, byte[] message, Consumer<byte[]> receiver) {
        lastReliableNanos = nanos;
        underWay.addLast(new Message(nanos, message, receiver));
        time.after(nanos - time.nowNanos(), this::arrive);
    }

    /** Hands over what is due, in order; while the way is blocked, nothing. */
    private void arrive() {
        if (isCut) {
            underWay.clear();
            return;
        }
        if (time.nowNanos() < blockedUntilNanos) {
            time.after(blockedUntilNanos - time.nowNanos(), this::arrive);
            return;
        }
        while (!underWay.isEmpty() && underWay.getFirst().dueNanos <= time.nowNanos()) {
            Message message = underWay.removeFirst();
            reliableBytes -= message.bytes.length;
            message.receiver.accept(message.bytes);
        }
    }

    void sendLossy(byte[] message, Consumer<byte[]> receiver) {
        if (swarm.strikes(Fault.NET_LOSS, LOSS_CHANCE)) {
            return;
        }
        long delay = delay();
        if (swarm.strikes(Fault.NET_REORDER, REORDER_CHANCE)) {
            delay += swarm.between(Fault.NET_REORDER, 1, 200) * VirtualTime.NANOS_PER_MILLI;
        }
        deliverLossy(delay, message, receiver);
        if (swarm.strikes(Fault.NET_DUPLICATE, DUPLICATE_CHANCE)) {
            deliverLossy(
                    delay + swarm.between(Fault.NET_DUPLICATE, 0, 100) * VirtualTime.NANOS_PER_MILLI,
                    message,
                    receiver);
        }
    }

    private void deliverLossy(long delay, byte[] message, Consumer<byte[]> receiver) {
        time.after(delay, () -> {
            if (!isBlocked()) {
                receiver.accept(message);
            }
        });
    }

    private long delay() {
        long micros = weather.delayMicros() + random.between(0, weather.jitterMicros());
        if (swarm.strikes(Fault.NET_DELAY_SPIKE, SPIKE_CHANCE)) {
            micros += swarm.between(Fault.NET_DELAY_SPIKE, 50_000, 5_000_000);
        }
        return micros * VirtualTime.NANOS_PER_MILLI / 1_000;
    }
}
