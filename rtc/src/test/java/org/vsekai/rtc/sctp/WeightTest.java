package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/** Weighted fair queueing (RFC 8260 §3.6): RFC 8831 §6.4 has 128, 256, 512 and 1024. */
class WeightTest {
    private static final int[] WEIGHTS = {128, 256, 512, 1_024};
    private static final int FRAGMENT_BYTES = 1_000;

    private final SctpScratch scratch = new SctpScratch();

    private SendQueue queue(MessageFraming framing) {
        return new SendQueue(framing, scratch, new ScriptedPeer(), FRAGMENT_BYTES);
    }

    private void add(SendQueue queue, int streamId, int bytes) {
        queue.add(scratch.takeMessage().begin(streamId, 53, new byte[bytes], Delivery.RELIABLE, 0));
    }

    /** Sends the next fragment; its stream, and how long it is, in the sums. */
    private static int sendOne(SendQueue queue, long[] sums) {
        OutgoingMessage message = Objects.requireNonNull(queue.next());
        int stream = message.streamId;
        int length = Math.min(FRAGMENT_BYTES, message.unsentBytes());
        message.sentFragments++;
        queue.sent(message, length);
        sums[stream] += length;
        return stream;
    }

    @Test
    void streamsShareByTheirWeightsInterleavedOrNot() {
        for (MessageFraming framing : List.of(new PlainFraming(), new InterleavedFraming())) {
            Seeds.forEach(20, random -> {
                SendQueue queue = queue(framing);
                for (int stream = 0; stream < WEIGHTS.length; stream++) {
                    queue.stream(stream).weight = WEIGHTS[stream];
                }
                long[] sums = new long[WEIGHTS.length];
                for (int i = 0; i < 30_000; i++) {
                    for (int stream = 0; stream < WEIGHTS.length; stream++) {
                        if (queue.stream(stream).first == null) {
                            add(queue, stream, 1 + random.nextInt(5_000));
                        }
                    }
                    sendOne(queue, sums);
                }
                for (int stream = 1; stream < WEIGHTS.length; stream++) {
                    assertThat((double) sums[stream] / sums[stream - 1]).isCloseTo(2, within(0.05));
                }
            });
        }
    }

    @Test
    void aStreamThatWasSilentHasNoClaimOnThePast() {
        SendQueue queue = queue(new InterleavedFraming());
        long[] sums = new long[2];
        add(queue, 0, 100_000);
        for (int i = 0; i < 50; i++) {
            sendOne(queue, sums);
        }
        add(queue, 1, 100_000);
        for (int i = 0; i < 20; i++) {
            sendOne(queue, sums);
        }
        assertThat(sums[1]).isBetween(9_000L, 11_000L);
    }

    @Test
    void withoutInterleavingAMessageThatWasBegunIsFinishedFirst() {
        SendQueue queue = queue(new PlainFraming());
        long[] sums = new long[2];
        add(queue, 1, 3_000);
        assertThat(sendOne(queue, sums)).isEqualTo(1);
        queue.stream(0).weight = 65_535;
        add(queue, 0, 100);
        assertThat(sendOne(queue, sums)).isEqualTo(1);
        assertThat(sendOne(queue, sums)).isEqualTo(1);
        assertThat(sendOne(queue, sums)).isEqualTo(0);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void tellsWhenWhatWaitsComesDownToTheThreshold() {
        var listener = new ScriptedPeer();
        var queue = new SendQueue(new InterleavedFraming(), scratch, listener, FRAGMENT_BYTES);
        queue.stream(1).lowBytes = 1_500;
        add(queue, 1, 4_000);
        add(queue, 2, 500);
        long[] sums = new long[3];
        while (queue.next() != null) {
            sendOne(queue, sums);
        }
        assertThat(listener.lows).containsExactly(1);
        assertThat(queue.waitingBytes()).isZero();
    }
}
