package org.vsekai.rtc.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationEnd;
import org.vsekai.rtc.sctp.AssociationListener;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.Delivery;
import org.vsekai.rtc.sctp.SctpScratch;

/** Channels on one side, a bare association in the browser's place on the other. */
class DataChannelsTest {
    private static final byte[] HELLO = {'h', 'i'};

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Message(int streamId, int ppid, byte[] payload) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Received(int channelId, byte[] message, boolean isText) {}

    /** One side; packets go straight to the other, and messages into a list. */
    private static final class Side implements AssociationListener {
        private final Association association;
        private final Deque<byte[]> packets = new ArrayDeque<>();
        private final List<Message> messages = new ArrayList<>();
        private final List<int[]> resets = new ArrayList<>();

        Side(long seed) {
            association = new Association(
                    AssociationOptions.defaults(), this, new SplitMix64(seed)::nextLong, new SctpScratch());
        }

        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            packets.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void onEstablished() {}

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
            messages.add(new Message(streamId, payloadProtocolId, payload));
        }

        @Override
        public void onStreamsReset(int[] streamIds) {
            resets.add(streamIds);
        }

        @Override
        public void onClosed(AssociationEnd end, String detail) {}
    }

    private final Side server = new Side(1);
    private final Side browser = new Side(2);
    private final List<Received> received = new ArrayList<>();
    private final DataChannels channels = new DataChannels(
            List.of(ChannelOptions.lossy(0), ChannelOptions.reliable(1)),
            false,
            0,
            server.association,
            (id, message, isText) -> received.add(new Received(id, message, isText)));
    private long now;

    DataChannelsTest() {
        browser.association.connect(now);
        exchange();
    }

    /** Carries packets and messages both ways until there are none. */
    private void exchange() {
        for (int round = 0; round < 20; round++) {
            now += 25_000_000;
            for (Side side : List.of(server, browser)) {
                side.association.onDeadline(now);
                Side other = side == server ? browser : server;
                while (!side.packets.isEmpty()) {
                    byte[] packet = side.packets.remove();
                    other.association.receive(packet, 0, packet.length, now);
                }
            }
            server.messages.forEach(m -> channels.receive(m.streamId, m.ppid, m.payload, now));
            server.messages.clear();
            server.resets.forEach(channels::onStreamsReset);
            server.resets.clear();
        }
    }

    private void browserSends(int streamId, int ppid, byte... payload) {
        assertThat(browser.association.send(streamId, ppid, payload, Delivery.RELIABLE, now))
                .isTrue();
        exchange();
    }

    private static byte[] open(int type, int reliability, String label) {
        byte[] message =
                Arrays.copyOf(new byte[] {3, (byte) type, 0, 0, 0, 0, 0, (byte) reliability}, 12 + label.length());
        message[9] = (byte) label.length();
        System.arraycopy(label.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, message, 12, label.length());
        return message;
    }

    @Test
    void carriesMessagesBothWays() {
        assertThat(channels.send(0, HELLO, now)).isTrue();
        assertThat(channels.send(1, HELLO, now)).isTrue();
        exchange();
        assertThat(browser.messages).extracting(Message::streamId).containsExactly(0, 1);
        assertThat(browser.messages).allMatch(message -> message.ppid == 53);
        browserSends(0, 53, HELLO);
        browserSends(1, 51, HELLO);
        assertThat(received).extracting(Received::channelId).containsExactly(0, 1);
        assertThat(received).extracting(Received::isText).containsExactly(false, true);
        assertThat(received.getFirst().message).containsExactly(HELLO);
    }

    @Test
    void emptyMessagesTravelAsOneByteOfAnotherProtocol() {
        channels.send(1, new byte[0], now);
        exchange();
        assertThat(browser.messages.getFirst().ppid).isEqualTo(57);
        assertThat(browser.messages.getFirst().payload).containsExactly(0);
        browserSends(1, 57, (byte) 0);
        browserSends(1, 56, (byte) 0);
        assertThat(received).hasSize(2).allMatch(message -> message.message.length == 0);
        assertThat(received).extracting(Received::isText).containsExactly(false, true);
    }

    @Test
    void aLossyMessageIsDroppedWhenThereIsNoRoom() {
        int taken = 0;
        while (channels.send(0, new byte[1_000], now)) {
            taken++;
        }
        assertThat(taken).isBetween(9, 12);
        exchange();
        assertThat(browser.messages).hasSize(taken);
        assertThat(channels.send(0, HELLO, now)).isTrue();
    }

    @Test
    void acknowledgesAnOpenOnTheTermsAgreed() {
        browserSends(1, 50, open(0x00, 0, "reliable"));
        assertThat(browser.messages).hasSize(1);
        assertThat(browser.messages.getFirst().ppid).isEqualTo(50);
        assertThat(browser.messages.getFirst().payload).containsExactly(2);
        browserSends(0, 50, open(0x81, 0, "lossy"));
        assertThat(browser.messages).hasSize(2);
        assertThat(browser.resets).isEmpty();
    }

    /**
     * Cause: each OPEN was answered with an ACK, which is reliable, and buffers are counted in bytes of payload: one. Scenario: a peer that has joined
     * repeats an OPEN, sixty to a packet, and acknowledges no data; within seconds a million messages wait for it. Now: one ACK until the channel is
     * closed.
     */
    @Test
    void anOpenIsAcknowledgedOnceUntilTheChannelIsClosed() {
        for (int i = 0; i < 100; i++) {
            channels.receive(1, 50, open(0x00, 0, "reliable"), now);
        }
        assertThat(server.association.bufferedBytes()).isEqualTo(1);
        assertThat(channels.drops().get(ChannelDrop.BAD_DCEP)).isEqualTo(99);
        exchange();
        browser.association.resetStreams(new int[] {1}, now);
        exchange();
        browserSends(1, 50, open(0x00, 0, "reliable"));
        assertThat(browser.messages).hasSize(2);
    }

    @Test
    void resetsTheStreamOfAnOpenThatIsNotWanted() {
        browserSends(2, 50, open(0x00, 0, "more"));
        browserSends(1, 50, open(0x80, 0, "unordered"));
        assertThat(browser.resets).containsExactly(new int[] {2}, new int[] {1});
        assertThat(channels.drops().get(ChannelDrop.UNWANTED_OPEN)).isEqualTo(2);
        assertThat(browser.messages).isEmpty();
    }

    @Test
    void refusesMalformedOpensAndStrayAcknowledgements() {
        byte[] wrongLength = open(0x00, 0, "label");
        wrongLength[9] = 9;
        browserSends(1, 50, wrongLength);
        browserSends(0, 50, open(0x03, 0, "no such type"));
        assertThat(browser.resets).hasSize(2);
        browserSends(5, 50, (byte) 2);
        assertThat(channels.drops().get(ChannelDrop.BAD_DCEP)).isEqualTo(3);
    }

    @Test
    void refusesStreamsAndProtocolsThatAreNoChannels() {
        browserSends(9, 53, HELLO);
        assertThat(channels.drops().get(ChannelDrop.UNKNOWN_CHANNEL)).isEqualTo(1);
        assertThat(browser.resets).hasSize(1);
        browserSends(1, 52, HELLO);
        assertThat(channels.drops().get(ChannelDrop.UNKNOWN_PROTOCOL)).isEqualTo(1);
        assertThat(received).isEmpty();
        assertThat(channels.send(9, HELLO, now)).isFalse();
    }

    @Test
    void aChannelThatThePeerClosedTakesNothingUntilItIsUsedAgain() {
        browser.association.resetStreams(new int[] {1}, now);
        exchange();
        assertThat(channels.isOpen(1)).isFalse();
        assertThat(channels.send(1, HELLO, now)).isFalse();
        assertThat(channels.drops().get(ChannelDrop.CHANNEL_CLOSED)).isEqualTo(1);
        assertThat(browser.resets).as("ours in answer").hasSize(1);
        browserSends(1, 53, HELLO);
        assertThat(channels.isOpen(1)).isTrue();
        assertThat(channels.send(1, HELLO, now)).isTrue();
        exchange();
        assertThat(browser.messages).hasSize(1);
    }

    @Test
    void closingAChannelResetsItsStream() {
        channels.send(1, HELLO, now);
        channels.close(1, now);
        channels.close(1, now);
        exchange();
        assertThat(browser.messages).hasSize(1);
        assertThat(browser.resets).hasSize(1);
        assertThat(channels.send(1, HELLO, now)).isFalse();
    }
}
