package org.vsekai.rtc.lab.network;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;

/**
 * The clock and the path between two ends. What happens next is the earliest of: a datagram's arrival, a task's end, a tick of
 * the ends, a deadline of theirs. Confined to one thread.
 */
final class VirtualNetwork {
    private static final long TICK_NANOS = 16_666_667L;
    /** Of corrupted datagrams, those that UDP's checksum lets through; far more than in truth. */
    private static final double UNDETECTED_CORRUPTION = 0.2;

    private final SplitMix64 random;
    private final Tally<Fault> faults;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final VirtualEnd client;
    private final VirtualEnd server;
    private Weather weather;
    private InetSocketAddress clientAddress;
    private long blackoutEndNanos;
    private long latestArrivalNanos;
    private long nowNanos;
    private long nextTickNanos;
    private long order;
    private final CRC32C sum = new CRC32C();
    private long trace = 1;
    private Runnable onTick = () -> {};

    private record Event(long atNanos, long order, Runnable what) {}

    VirtualNetwork(
            SplitMix64 random,
            Weather weather,
            Tally<Fault> faults,
            InetSocketAddress clientAddress,
            VirtualEnd client,
            VirtualEnd server) {
        this.random = random;
        this.weather = weather;
        this.faults = faults;
        this.clientAddress = clientAddress;
        this.client = client;
        this.server = server;
    }

    long now() {
        return nowNanos;
    }

    /** A hash of every datagram that was sent, to the byte, and when. */
    long trace() {
        return trace;
    }

    void change(Weather newWeather) {
        weather = newWeather;
    }

    void calm() {
        weather = Weather.calm();
        blackoutEndNanos = nowNanos;
    }

    void blackout(long nanos) {
        blackoutEndNanos = nowNanos + nanos;
    }

    /** What a NAT does when it forgets a mapping: the client's datagrams come from elsewhere. It isn't told. */
    void moveClient(InetSocketAddress address) {
        faults.count(Fault.ADDRESS_CHANGED);
        clientAddress = address;
    }

    /** Runs before each flush of the ends, 60 times a second. */
    void onTick(Runnable action) {
        onTick = action;
    }

    void carry(VirtualEnd from, InetSocketAddress to, byte[] buffer, int offset, int length) {
        boolean isFromClient = from == client;
        note(isFromClient ? 1 : 2, buffer, offset, length);
        if (nowNanos < blackoutEndNanos) {
            faults.count(Fault.BLACKED_OUT);
        } else if (length > weather.largestDatagram()) {
            faults.count(Fault.TOO_LARGE);
        } else if (!isFromClient && !to.equals(clientAddress)) {
            faults.count(Fault.LOST); // To a mapping that is gone.
        } else {
            byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
            deliver(isFromClient ? server : client, isFromClient ? clientAddress : SERVER_ADDRESS, datagram);
            if (random.chance(weather.duplication())) {
                faults.count(Fault.DUPLICATED);
                deliver(isFromClient ? server : client, isFromClient ? clientAddress : SERVER_ADDRESS, datagram);
            }
        }
    }

    static final InetSocketAddress SERVER_ADDRESS = VirtualEnd.address(9_000);

    private void deliver(VirtualEnd to, InetSocketAddress from, byte[] datagram) {
        if (random.chance(weather.loss())) {
            faults.count(Fault.LOST);
            return;
        }
        byte[] arriving = datagram;
        if (random.chance(weather.corruption())) {
            faults.count(Fault.CORRUPTED);
            double where = random.nextDouble();
            if (!random.chance(UNDETECTED_CORRUPTION)) {
                return;
            }
            arriving = datagram.clone();
            int bit = (int) (where * arriving.length * 8);
            arriving[bit / 8] ^= (byte) (1 << bit % 8);
        }
        long delay = weather.maxDelayNanos() == weather.minDelayNanos()
                ? weather.minDelayNanos()
                : random.between(weather.minDelayNanos(), weather.maxDelayNanos());
        long arrival = nowNanos + delay;
        if (arrival < latestArrivalNanos) {
            faults.count(Fault.OVERTAKEN);
        }
        latestArrivalNanos = Math.max(latestArrivalNanos, arrival);
        byte[] bytes = arriving;
        at(arrival, () -> to.receive(from, bytes, nowNanos));
    }

    /** Runs something at a time. */
    void at(long atNanos, Runnable what) {
        events.add(new Event(Math.max(nowNanos, atNanos), order++, what));
    }

    /** Whether the condition came to hold within the time. */
    boolean run(long nanos, BooleanSupplier until) {
        long end = nowNanos + nanos;
        while (!until.getAsBoolean()) {
            long next = Math.min(nextTickNanos, Math.min(client.deadlineNanos(), server.deadlineNanos()));
            Event event = events.peek();
            if (event != null) {
                next = Math.min(next, event.atNanos);
            }
            if (next > end) {
                nowNanos = end;
                return until.getAsBoolean();
            }
            nowNanos = Math.max(nowNanos, next);
            step(event);
        }
        return true;
    }

    private void step(@Nullable Event event) {
        if (event != null && event.atNanos <= nowNanos) {
            events.remove();
            event.what.run();
        } else if (nextTickNanos <= nowNanos) {
            nextTickNanos += TICK_NANOS;
            onTick.run();
        } else {
            client.onDeadline(nowNanos);
            server.onDeadline(nowNanos);
        }
        client.flush(nowNanos);
        server.flush(nowNanos);
    }

    private void note(int who, byte[] buffer, int offset, int length) {
        sum.reset();
        sum.update(buffer, offset, length);
        trace = SplitMix64.mix(trace ^ nowNanos << 10 ^ (long) who << 8);
        trace = SplitMix64.mix(trace ^ (long) length << 32 ^ sum.getValue());
    }
}
