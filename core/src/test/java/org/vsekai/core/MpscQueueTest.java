package org.vsekai.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MpscQueueTest {
    @Test
    void givesBackWhatWasOfferedInOrder() {
        MpscQueue<Integer> queue = new MpscQueue<>(4);
        for (int round = 0; round < 10; round++) {
            assertThat(queue.offer(round)).isTrue();
            assertThat(queue.offer(round + 100)).isTrue();
            assertThat(queue.poll()).isEqualTo(round);
            assertThat(queue.poll()).isEqualTo(round + 100);
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void refusesWhenFullAndTakesAgainAfterOneWasTaken() {
        MpscQueue<Integer> queue = new MpscQueue<>(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(i)).isTrue();
        }
        assertThat(queue.offer(4)).isFalse();
        assertThat(queue.poll()).isZero();
        assertThat(queue.offer(4)).isTrue();
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void roundsItsCapacityUpToAPowerOfTwo() {
        assertThat(new MpscQueue<String>(1).capacity()).isEqualTo(2);
        assertThat(new MpscQueue<String>(5).capacity()).isEqualTo(8);
        assertThat(new MpscQueue<String>(8).capacity()).isEqualTo(8);
    }

    @Test
    void losesNothingAndKeepsEachProducersOrderUnderContention() throws InterruptedException {
        int producers = 3;
        int each = 20_000;
        MpscQueue<long[]> queue = new MpscQueue<>(64);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < producers; producer++) {
            int self = producer;
            threads.add(Thread.ofPlatform().start(() -> produce(queue, start, self, each)));
        }
        start.countDown();
        long[] next = new long[producers];
        for (int taken = 0; taken < producers * each; ) {
            long[] item = queue.poll();
            if (item == null) {
                Thread.onSpinWait();
                continue;
            }
            assertThat(item[1]).isEqualTo(next[(int) item[0]]++);
            taken++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(queue.poll()).isNull();
    }

    private static void produce(MpscQueue<long[]> queue, CountDownLatch start, int self, int count) {
        try {
            start.await();
        } catch (InterruptedException e) {
            return;
        }
        for (int i = 0; i < count; i++) {
            long[] item = {self, i};
            while (!queue.offer(item)) {
                Thread.yield();
            }
        }
    }
}
