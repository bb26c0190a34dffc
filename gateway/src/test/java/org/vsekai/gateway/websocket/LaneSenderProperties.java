package org.vsekai.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/**
 * A sender at one end of a way with the worst of manners: it takes all that it is given at once, as a proxy with endless
 * buffers does, and delivers it in order, at its own pace, and not at all while it stands still.
 */
class LaneSenderProperties {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long STEP_NANOS = MILLI;
    private static final long TICK_NANOS = 16 * MILLI;

    /** By then the sender has found out how much the way carries. */
    private static final long KNOWS_ITS_WAY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int PING = 9;
    private static final int LARGEST_RELIABLE = 16 * 1_024;
    private static final int LARGEST_LOSSY = 1_100;

    private record UnderWay(SentFrame frame, long arrivesAtNanos) {}

    private record Answer(long number, long arrivesAtNanos) {}

    private static final class Way {
        final SplitMix64 random;
        final long bytesPerSecond;
        final long delayNanos;
        final double standstillChance;
        final Deque<UnderWay> down = new ArrayDeque<>();
        final Deque<Answer> up = new ArrayDeque<>();
        final LaneSender sender;
        /** When each that arrived was offered. */
        final List<Long> lossy = new ArrayList<>();

        final List<Long> reliable = new ArrayList<>();
        long nowNanos = 1;
        long freeAtNanos;
        long standsStillUntilNanos;
        long newestLossyNanos = -1;
        long oldestAgeNanos;

        Way(SplitMix64 random, boolean standsStill) {
            this.random = random;
            bytesPerSecond = 8_000L << random.nextInt(8);
            delayNanos = random.between(1, 250) * MILLI;
            standstillChance = standsStill ? 0.000_5 : 0;
            sender = new LaneSender(nowNanos);
        }

        void step() {
            nowNanos += STEP_NANOS;
            if (random.chance(standstillChance)) {
                standStill(random.between(200, 3_000) * MILLI);
            }
            while (!up.isEmpty() && up.getFirst().arrivesAtNanos() <= nowNanos) {
                sender.onPong(up.removeFirst().number());
            }
            while (sender.poll(nowNanos) instanceof Outgoing.Frame(byte[] bytes)) {
                freeAtNanos =
                        Math.max(nowNanos, freeAtNanos) + bytes.length * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
                down.addLast(new UnderWay(SentFrame.read(bytes), freeAtNanos + delayNanos));
            }
            while (!down.isEmpty() && arrivesAt(down.getFirst()) <= nowNanos) {
                receive(down.removeFirst().frame());
            }
        }

        private long arrivesAt(UnderWay each) {
            return Math.max(each.arrivesAtNanos(), standsStillUntilNanos);
        }

        private void standStill(long nanos) {
            standsStillUntilNanos = Math.max(standsStillUntilNanos, nowNanos + nanos);
            freeAtNanos = Math.max(freeAtNanos, standsStillUntilNanos);
        }

        private void receive(SentFrame frame) {
            if (frame.opcode() == PING) {
                up.addLast(new Answer(frame.number(), nowNanos + delayNanos));
            } else if (frame.lane() == 1) {
                reliable.add(frame.number());
            } else {
                assertThat(frame.number()).as("in order").isGreaterThan(newestLossyNanos);
                newestLossyNanos = frame.number();
                lossy.add(frame.number());
                if (nowNanos > KNOWS_ITS_WAY_NANOS) {
                    oldestAgeNanos = Math.max(oldestAgeNanos, nowNanos - frame.number());
                }
            }
        }

        /** So long a message of that size is under way if nothing is before it. */
        long timeFor(long bytes) {
            return delayNanos + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
        }
    }

    @Test
    void aLossyMessageIsNeverMuchOlderThanTheWayIsLong() {
        Seeds.forEach(60, random -> {
            Way way = new Way(random, false);
            long nextTick = 0;
            for (int i = 0; i < 20_000; i++) {
                if (way.nowNanos >= nextTick) {
                    nextTick += TICK_NANOS;
                    way.sender.offerLossy(message(way.nowNanos, 100 + random.nextInt(LARGEST_LOSSY - 100)));
                }
                way.step();
            }
            long limit = way.timeFor(Flight.LEAST_WINDOW_BYTES + 2L * LARGEST_LOSSY)
                    + Flight.QUEUE_NANOS
                    + Flight.LATE_NANOS
                    + Flight.PING_NANOS;
            assertThat(way.oldestAgeNanos).isLessThan(limit);
            assertThat(way.lossy.size()).isGreaterThan(20);
        });
    }

    @Test
    void whatIsOfferedWhileTheWayStandsStillIsNeverSentOnceItIsOld() {
        Seeds.forEach(60, random -> {
            Way way = new Way(random, false);
            run(way, 5_000);
            long begins = way.nowNanos;
            way.standStill(TimeUnit.SECONDS.toNanos(3));
            long ends = way.standsStillUntilNanos;
            run(way, 6_000);
            long noticed = begins
                    + way.delayNanos
                    + way.timeFor(Flight.LEAST_WINDOW_BYTES)
                    + Flight.QUEUE_NANOS
                    + Flight.LATE_NANOS
                    + Flight.PING_NANOS
                    + TICK_NANOS;
            assertThat(way.lossy).noneMatch(each -> each > noticed && each < ends);
            assertThat(way.lossy).anyMatch(each -> each > begins && each < noticed);
            assertThat(way.lossy).anyMatch(each -> each > ends);
        });
    }

    @Test
    void reliableMessagesAllArriveInOrderAndLossyOnesBetweenThem() {
        Seeds.forEach(60, random -> {
            Way way = new Way(random, true);
            long offered = 0;
            long nextTick = 0;
            for (int i = 0; i < 30_000; i++) {
                if (random.chance(0.002)) {
                    byte[] message = message(offered, 8 + random.nextInt(LARGEST_RELIABLE - 8));
                    offered += way.sender.offerReliable(message) == LaneSender.Offered.TAKEN ? 1 : 0;
                }
                if (way.nowNanos >= nextTick) {
                    nextTick += TICK_NANOS;
                    way.sender.offerLossy(message(way.nowNanos, 100 + random.nextInt(LARGEST_LOSSY - 100)));
                }
                way.step();
            }
            for (int i = 0; i < 600_000 && way.sender.bufferedBytes() > 0; i++) {
                way.step();
            }
            assertThat(way.sender.bufferedBytes()).isZero();
            assertThat(way.reliable).hasSize((int) offered);
            for (int i = 0; i < offered; i++) {
                assertThat(way.reliable.get(i)).isEqualTo(i);
            }
            long perWindow = way.timeFor(Flight.FIRST_WINDOW_BYTES + 2L * LARGEST_RELIABLE) + 4 * way.delayNanos;
            long least = 30_000L * MILLI / 2 / Math.max(perWindow, TICK_NANOS) / 2;
            assertThat((long) way.lossy.size()).as("lossy messages get through").isGreaterThan(least);
        });
    }

    private static void run(Way way, int steps) {
        for (int i = 0; i < steps; i++) {
            if (way.nowNanos / MILLI % 16 == 0) {
                way.sender.offerLossy(message(way.nowNanos, 100));
            }
            way.step();
        }
    }

    private static byte[] message(long number, int size) {
        return ByteBuffer.allocate(size).putLong(number).array();
    }
}
