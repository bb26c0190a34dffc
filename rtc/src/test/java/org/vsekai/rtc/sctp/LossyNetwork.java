package org.vsekai.rtc.sctp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.vsekai.core.SplitMix64;

/**
 * Two endpoints and the path between them under a virtual clock: packets are lost, repeated, delayed, overtaken and corrupted as the seed
 * decides. Both ends are ticked 60 times a second, as in production.
 */
final class LossyNetwork {
    static final long MILLISECOND = 1_000_000;
    private static final long TICK_NANOS = 16_666_667;

    /** How bad the path is; probabilities for each packet, delays in nanoseconds. */
    record Weather(double loss, double repeat, double corrupt, long minDelayNanos, long maxDelayNanos) {
        static Weather calm() {
            return new Weather(0, 0, 0, 5 * MILLISECOND, 5 * MILLISECOND);
        }

        static Weather random(SplitMix64 random) {
            long delay = random.between(0, 60 * MILLISECOND);
            return new Weather(
                    random.nextInt(3) * random.nextDouble() * 0.1,
                    random.nextInt(3) * random.nextDouble() * 0.1,
                    random.nextInt(3) * random.nextDouble() * 0.05,
                    delay,
                    delay + random.between(1, 40 * MILLISECOND) * random.nextInt(3));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Flight(long arrivalNanos, long order, Endpoint destination, byte[] packet) {}

    final Endpoint a;
    final Endpoint b;

    private final SplitMix64 random;
    private final PriorityQueue<Flight> flights =
            new PriorityQueue<>(Comparator.comparingLong(Flight::arrivalNanos).thenComparingLong(Flight::order));
    private Weather weather;
    private long nowNanos = -5_000_000_000L;
    private long nextTickNanos = nowNanos;
    private long flightCount;
    private Runnable onTick = () -> {};

    LossyNetwork(SplitMix64 random, Weather weather, AssociationOptions options) {
        this(random, weather, options, options);
    }

    LossyNetwork(SplitMix64 random, Weather weather, AssociationOptions ofA, AssociationOptions ofB) {
        this.random = random;
        this.weather = weather;
        a = new Endpoint("a", ofA, random, this);
        b = new Endpoint("b", ofB, random, this);
    }

    /** Each end with or without each extension. */
    static LossyNetwork ofAnyExtensions(SplitMix64 random, Weather weather) {
        return new LossyNetwork(random, weather, anyExtensions(random), anyExtensions(random));
    }

    private static AssociationOptions anyExtensions(SplitMix64 random) {
        return AssociationOptions.defaults().withExtensions(random.chance(0.7), random.chance(0.5));
    }

    long now() {
        return nowNanos;
    }

    void weather(Weather newWeather) {
        weather = newWeather;
    }

    /** Called before both ends are flushed, 60 times a second. */
    void onTick(Runnable action) {
        onTick = action;
    }

    void carry(Endpoint from, byte[] buffer, int offset, int length) {
        int copies = random.chance(weather.loss) ? 0 : random.chance(weather.repeat) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            byte[] packet = Arrays.copyOfRange(buffer, offset, offset + length);
            boolean isCorrupted = random.chance(weather.corrupt);
            if (isCorrupted && Bytes.get32(packet, 8) == 0) {
                // Without a checksum it is DTLS that notices.
                continue;
            }
            if (isCorrupted) {
                packet[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
            long delay = weather.minDelayNanos == weather.maxDelayNanos
                    ? weather.minDelayNanos
                    : random.between(weather.minDelayNanos, weather.maxDelayNanos);
            // A path that only delays keeps the order; one whose delay varies does not.
            flights.add(new Flight(nowNanos + delay, flightCount++, from == a ? b : a, packet));
        }
    }

    /** Runs until the virtual time has passed. */
    void run(long nanos) {
        runUntil(nanos, () -> false);
    }

    /** Runs until the condition holds, at most for the virtual time. Whether it holds. */
    boolean runUntil(long nanos, java.util.function.BooleanSupplier condition) {
        long end = nowNanos + nanos;
        while (!condition.getAsBoolean()) {
            long next = Math.min(nextTickNanos, Math.min(a.association.deadlineNanos(), b.association.deadlineNanos()));
            Flight flight = flights.peek();
            if (flight != null) {
                next = Math.min(next, flight.arrivalNanos);
            }
            if (next > end) {
                nowNanos = end;
                return condition.getAsBoolean();
            }
            nowNanos = Math.max(nowNanos, next);
            step();
        }
        return true;
    }

    private void step() {
        Flight flight = flights.peek();
        if (flight != null && flight.arrivalNanos <= nowNanos) {
            flights.remove();
            flight.destination.receive(flight.packet, nowNanos);
        } else if (nextTickNanos <= nowNanos) {
            nextTickNanos += TICK_NANOS;
            onTick.run();
            a.association.flush(nowNanos);
            b.association.flush(nowNanos);
        } else {
            a.onDeadline(nowNanos);
            b.onDeadline(nowNanos);
        }
    }
}
