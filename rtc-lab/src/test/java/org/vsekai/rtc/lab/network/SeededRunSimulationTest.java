package org.vsekai.rtc.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Replays one seed with {@code ./sekai test --seed N} or {@code ./sekai check transport --seed N --seeds 1 --handshakes 0}. */
final class SeededRunSimulationTest {
    private static final int SEEDS = 2_000;
    private static final int HANDSHAKES = 500;
    private static final double LOSS = 0.1;

    @Test
    void whateverTheNetworkDoesReliableMessagesArriveOnceAndInOrderAndBothEndsEnd() {
        assertThat(seeds(SEEDS)
                        .mapToObj(SeededRun::run)
                        .filter(run -> run.failure() != null)
                        .toList())
                .as("seeds to replay with ./sekai test --seed N")
                .isEmpty();
    }

    @Test
    void everyHandshakeCompletesWithATenthOfTheDatagramsLostEachWay() {
        assertThat(seeds(HANDSHAKES)
                        .mapToObj(seed -> SeededRun.handshake(seed, LOSS))
                        .filter(run -> run.failure() != null)
                        .toList())
                .isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(SeededRun.run(seed).trace())
                    .as("seed %d", seed)
                    .isEqualTo(SeededRun.run(seed).trace());
        }
    }

    @Test
    void everyFaultHappensButThatWeSendDatagramsTooLargeForTheSmallestPathOfIpv6() {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        LongStream.rangeClosed(1, 60)
                .mapToObj(SeededRun::run)
                .forEach(run -> run.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum)));
        assertThat(faults).allSatisfy((fault, count) -> {
            assertThat(count > 0).as("%s", fault).isEqualTo(fault != Fault.TOO_LARGE);
        });
    }

    @Test
    void channelsAreOpenedAmidTheTalk() {
        assertThat(LongStream.rangeClosed(1, 60)
                        .mapToObj(SeededRun::run)
                        .mapToLong(RunResult::opened)
                        .sum())
                .isGreaterThan(100);
    }

    private static LongStream seeds(int count) {
        Long only = Long.getLong("sekai.seed");
        return (only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only)).parallel();
    }
}
