package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.Priority;

class CommitQueueTest {
    private final CommitQueue queue = new CommitQueue();

    @Test
    void theMostUrgentGoFirst() {
        CommitRequest batch = offered(Priority.BATCH);
        CommitRequest plain = offered(Priority.DEFAULT);
        CommitRequest urgent = offered(Priority.IMMEDIATE);
        CommitRequest plainToo = offered(Priority.DEFAULT);
        assertThat(queue.takeGroup()).containsExactly(urgent, plain, plainToo, batch);
        assertThat(queue.size()).isZero();
    }

    @Test
    void whatIsLeftOutIsTakenAfterAWhileHoweverManyAreMoreUrgent() {
        CommitRequest batch = offered(Priority.BATCH);
        CommitRequest plain = offered(Priority.DEFAULT);
        var taken = new ArrayList<CommitRequest>();
        for (int group = 0; group <= CommitQueue.MAX_PASSED_OVER; group++) {
            assertThat(taken).doesNotContain(batch, plain);
            for (int i = 0; i < CommitQueue.MAX_GROUP; i++) {
                offered(Priority.IMMEDIATE);
            }
            taken.clear();
            taken.addAll(queue.takeGroup());
            assertThat(taken).hasSize(CommitQueue.MAX_GROUP);
        }
        assertThat(taken).contains(batch, plain);
    }

    @Test
    void batchMayFillHalfOfTheQueue() {
        for (int i = 0; i < CommitQueue.MAX_WAITING / 2; i++) {
            offered(Priority.BATCH);
        }
        assertThat(queue.offer(request(), Priority.BATCH)).isEqualTo(CommitQueue.Offer.FULL);
        for (int i = 0; i < CommitQueue.MAX_WAITING / 2; i++) {
            offered(Priority.DEFAULT);
        }
        assertThat(queue.offer(request(), Priority.DEFAULT)).isEqualTo(CommitQueue.Offer.FULL);
        assertThat(queue.offer(request(), Priority.IMMEDIATE)).isEqualTo(CommitQueue.Offer.FULL);
        assertThat(queue.size()).isEqualTo(CommitQueue.MAX_WAITING);
    }

    @Test
    void aClosedQueueIsDrainedOnceAndRefuses() {
        CommitRequest batch = offered(Priority.BATCH);
        CommitRequest urgent = offered(Priority.IMMEDIATE);
        assertThat(queue.closeAndDrain()).containsExactlyInAnyOrder(batch, urgent);
        assertThat(queue.offer(request(), Priority.IMMEDIATE)).isEqualTo(CommitQueue.Offer.CLOSED);
        assertThat(queue.takeGroup()).isEmpty();
    }

    private CommitRequest offered(Priority priority) {
        CommitRequest request = request();
        assertThat(queue.offer(request, priority)).isEqualTo(CommitQueue.Offer.ACCEPTED);
        return request;
    }

    private static CommitRequest request() {
        var writes = new Overlay();
        writes.put(new byte[] {'k'}, new byte[] {'v'}, true);
        return new CommitRequest(CommitRequest.BLIND, new ReadSet(), writes, List.of());
    }
}
