package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;

/** A message in a packet costs the array that is delivered, and nothing else: all that is under way is used again. */
class AllocationTest {
    private static final int MESSAGE_BYTES = 304;
    private static final int ARRAY_BYTES = MESSAGE_BYTES + 16;
    private static final int MESSAGES = 20_000;

    /** Hands each packet to the other end as it comes. */
    private static final class End implements AssociationListener {
        private final byte[][] packets = new byte[16][2_048];
        private final int[] lengths = new int[16];
        private int packetCount;
        private int messageCount;

        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            System.arraycopy(buffer, offset, packets[packetCount], 0, length);
            lengths[packetCount] = length;
            packetCount++;
        }

        void carryTo(Association other, long now) {
            for (int i = 0; i < packetCount; i++) {
                other.receive(packets[i], 0, lengths[i], now);
            }
            packetCount = 0;
        }

        @Override
        public void onEstablished() {}

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
            messageCount++;
        }

        @Override
        public void onStreamsReset(int[] streamIds) {}

        @Override
        public void onClosed(AssociationEnd end, String detail) {}
    }

    @Test
    void aMessageAllocatesItsArrayAlone() {
        for (boolean isInterleaved : new boolean[] {false, true}) {
            for (Delivery delivery :
                    new Delivery[] {Delivery.RELIABLE, Delivery.limited(true, 0), Delivery.timed(false, 1_000_000_000)
                    }) {
                long bytes = talk(AssociationOptions.defaults().withExtensions(isInterleaved, true), delivery);
                assertThat((double) bytes / MESSAGES)
                        .as("interleaved %s, %s", isInterleaved, delivery)
                        .isBetween((double) ARRAY_BYTES, ARRAY_BYTES + 2.0);
            }
        }
    }

    private static long talk(AssociationOptions options, Delivery delivery) {
        var ends = new End[] {new End(), new End()};
        var scratch = new SctpScratch();
        var random = new SplitMix64(1);
        var a = new Association(options, ends[0], random::nextLong, scratch);
        var b = new Association(options, ends[1], random::nextLong, scratch);
        a.connect(0);
        for (int i = 0; i < 4; i++) {
            ends[0].carryTo(b, 0);
            b.flush(0);
            ends[1].carryTo(a, 0);
            a.flush(0);
        }
        byte[] message = new byte[MESSAGE_BYTES];
        long now = 0;
        long before = 0;
        for (int i = 0; i < 2 * MESSAGES; i++) {
            if (i == MESSAGES) {
                before = allocatedBytes();
            }
            now += 8_000_000;
            Association from = i % 2 == 0 ? a : b;
            from.send(0, 53, message, delivery, now);
            from.flush(now);
            ends[i % 2].carryTo(i % 2 == 0 ? b : a, now);
        }
        long bytes = allocatedBytes() - before;
        assertThat(ends[0].messageCount + ends[1].messageCount).isEqualTo(2 * MESSAGES);
        return bytes;
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
