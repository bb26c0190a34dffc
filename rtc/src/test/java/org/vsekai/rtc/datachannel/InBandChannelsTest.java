package org.vsekai.rtc.datachannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationEnd;
import org.vsekai.rtc.sctp.AssociationListener;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.Delivery;
import org.vsekai.rtc.sctp.SctpScratch;

/** Channels that are opened as one goes (RFC 8832), ours on both sides. */
class InBandChannelsTest {
    private static final byte[] HELLO = "hello".getBytes(UTF_8);
    private static final int ANY = ChannelOptions.ANY_ID;
    private static final int AGREED = 1;
    private static final long MILLISECOND = 1_000_000;

    /** One side: packets wait until the test carries them. */
    private static final class Side implements AssociationListener, ChannelSink {
        private final Association association;
        private final DataChannels channels;
        private final Deque<byte[]> packets = new ArrayDeque<>();
        private final List<String> told = new ArrayList<>();
        private final List<ChannelOptions> opened = new ArrayList<>();
        private long now;

        Side(boolean isClient, int maxFromPeer) {
            association = new Association(
                    AssociationOptions.defaults(), this, new SplitMix64(isClient ? 1 : 2)::nextLong, new SctpScratch());
            channels = new DataChannels(
                    List.of(ChannelOptions.reliable(AGREED)), isClient, maxFromPeer, association, this);
        }

        int open(ChannelOptions options) {
            return channels.open(options, now);
        }

        boolean send(int id, byte[] message) {
            return channels.send(id, message, now);
        }

        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            packets.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void onEstablished() {
            channels.onEstablished();
        }

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
            channels.receive(streamId, payloadProtocolId, payload, now);
        }

        @Override
        public void onStreamsReset(int[] streamIds) {
            channels.onStreamsReset(streamIds);
        }

        @Override
        public void onOutgoingStreamsReset(int[] streamIds, boolean isPerformed) {
            channels.onOutgoingStreamsReset(streamIds);
        }

        @Override
        public void onClosed(AssociationEnd end, String detail) {
            told.add("end " + end);
        }

        @Override
        public void onMessage(int channelId, byte[] message, boolean isText) {
            told.add(channelId + " " + new String(message, UTF_8));
        }

        @Override
        public void onOpen(ChannelOptions channel) {
            opened.add(channel);
            told.add(channel.id() + " open " + channel.label());
        }

        @Override
        public void onClosed(int channelId) {
            told.add(channelId + " closed");
        }

        List<String> takeTold() {
            List<String> all = List.copyOf(told);
            told.clear();
            return all;
        }
    }

    private final Side client = new Side(true, 2);
    private final Side server = new Side(false, 2);
    private long now;

    InBandChannelsTest() {
        connect(client, server);
    }

    private void connect(Side a, Side b) {
        a.association.connect(now);
        exchange(a, b);
    }

    private void exchange() {
        exchange(client, server);
    }

    /** Carries packets both ways until there are none, in virtual time. */
    private void exchange(Side a, Side b) {
        for (int round = 0; round < 20; round++) {
            step(a, 25);
            step(b, 0);
            carry(a, b);
            carry(b, a);
        }
    }

    private void step(Side side, long millis) {
        now += millis * MILLISECOND;
        side.now = now;
        side.association.onDeadline(now);
    }

    private void carry(Side from, Side to) {
        to.now = now;
        while (!from.packets.isEmpty()) {
            byte[] packet = from.packets.remove();
            to.association.receive(packet, 0, packet.length, now);
        }
    }

    @Test
    void theOtherSideIsToldOfEveryTerm() {
        List<ChannelOptions> terms = List.of(
                ChannelOptions.reliable(ANY).withNames("Größe", "chat.v1").withPriority(ChannelOptions.HIGH),
                ChannelOptions.limited(ANY, true, 3),
                ChannelOptions.lossy(ANY),
                ChannelOptions.timed(ANY, true, 500),
                ChannelOptions.timed(ANY, false, 4_000_000_000L),
                ChannelOptions.limited(ANY, false, Delivery.UNLIMITED).withPriority(65_535));
        var side = new Side(true, 0);
        var other = new Side(false, terms.size());
        connect(side, other);
        for (ChannelOptions options : terms) {
            side.open(options);
        }
        exchange(side, other);
        other.opened.sort(Comparator.comparingInt(ChannelOptions::id));
        assertThat(other.opened).hasSize(terms.size());
        for (int i = 0; i < terms.size(); i++) {
            assertThat(other.opened.get(i)).isEqualTo(terms.get(i).withId(2 * i));
        }
        assertThat(side.opened).as("acknowledged").containsExactlyInAnyOrderElementsOf(other.opened);
    }

    @Test
    void theOpenMessageIsTheBytesOfTheRfc() {
        ChannelOptions options =
                ChannelOptions.timed(6, false, 1_500).withNames("pose", "v1").withPriority(ChannelOptions.EXTRA_HIGH);
        String hex = "03" + "82" + "0400" + "000005dc" + "0004" + "0002" + "706f7365" + "7631";
        assertThat(HexFormat.of().formatHex(DcepOpen.encode(options))).isEqualTo(hex);
        assertThat(DcepOpen.decode(6, HexFormat.of().parseHex(hex))).isEqualTo(options);
        String reliable = "03" + "00" + "0100" + "00000000" + "00000000";
        assertThat(HexFormat.of().formatHex(DcepOpen.encode(ChannelOptions.reliable(0))))
                .isEqualTo(reliable);
    }

    @Test
    void whatMeansNothingIsNoOpenMessage() {
        for (String hex : List.of(
                "03",
                "0300010000000000000000", // cut
                "030001000000000000010000", // a label that is not there
                "03000100000000000000000041", // a byte too many
                "037f01000000000000000000", // reserved types
                "03ff01000000000000000000",
                "030301000000000000000000",
                "020001000000000000000000")) {
            assertThat(DcepOpen.decode(0, HexFormat.of().parseHex(hex))).as(hex).isNull();
        }
        byte[] longLabel = Arrays.copyOf(
                HexFormat.of().parseHex("030001000000000004010000"), 12 + ChannelOptions.MAX_NAME_BYTES + 1);
        assertThat(DcepOpen.decode(0, longLabel)).isNull();
        byte[] notUtf8 = HexFormat.of().parseHex("030001000000000000020000c328");
        assertThat(DcepOpen.decode(0, notUtf8)).isNotNull();
        byte[] ignored = HexFormat.of().parseHex("030000000000000900000000");
        assertThat(DcepOpen.decode(0, ignored))
                .as("the parameter of a reliable channel, and a priority of 0")
                .isEqualTo(ChannelOptions.reliable(0));
    }

    @Test
    void theClientsIdsAreEvenAndTheServersOdd() {
        assertThat(client.open(ChannelOptions.reliable(ANY))).isZero();
        assertThat(client.open(ChannelOptions.reliable(ANY))).isEqualTo(2);
        assertThat(server.open(ChannelOptions.reliable(ANY)))
                .as("1 is agreed on")
                .isEqualTo(3);
        assertThat(server.open(ChannelOptions.reliable(4))).isEqualTo(DataChannels.NONE);
        assertThat(client.open(ChannelOptions.reliable(2))).isEqualTo(DataChannels.NONE);
        assertThat(client.open(ChannelOptions.reliable(1_024))).isEqualTo(DataChannels.NONE);
        assertThat(client.channels.drops().get(ChannelDrop.NOT_OPENED)).isEqualTo(2);
    }

    @Test
    void messagesMayFollowAtOnceAndAreOrderedUntilThePeerAnswers() {
        int id = client.open(ChannelOptions.limited(ANY, false, 5).withNames("x", ""));
        assertThat(client.send(id, HELLO)).isTrue();
        step(client, 0);
        assertThat(flags(client.packets.getFirst())).as("OPEN and message").containsExactly(3, 3);
        carry(client, server);
        assertThat(server.takeTold()).containsExactly("0 open x", "0 hello");
        exchange();
        assertThat(client.takeTold()).containsExactly("0 open x");
        client.send(id, HELLO);
        step(client, 0);
        assertThat(flags(client.packets.getFirst())).containsExactly(3 | 4);
    }

    @Test
    void anyMessageOfThePeerIsAsGoodAsItsAnswer() {
        int id = client.open(ChannelOptions.reliable(ANY).withNames("x", ""));
        step(client, 0);
        carry(client, server);
        server.send(id, HELLO);
        exchange();
        assertThat(client.takeTold()).containsExactly("0 open x", "0 hello");
        assertThat(client.channels.drops().get(ChannelDrop.BAD_DCEP)).isZero();
    }

    /** Flags of the chunks of data in a packet. */
    private static List<Integer> flags(byte[] packet) {
        List<Integer> flags = new ArrayList<>();
        int at = 12;
        while (at < packet.length) {
            if (packet[at] == 64) {
                flags.add(packet[at + 1] & 7);
            }
            at += (packet[at + 2] & 0xFF) * 256 + (packet[at + 3] & 0xFF) + 3 & ~3;
        }
        return flags;
    }

    @Test
    void onlySoManyAreTakenFromAPeer() {
        for (int i = 0; i < 3; i++) {
            client.open(ChannelOptions.reliable(ANY).withNames("c" + i, ""));
        }
        exchange();
        assertThat(server.takeTold()).containsExactly("0 open c0", "2 open c1");
        assertThat(server.channels.drops().get(ChannelDrop.UNWANTED_OPEN)).isEqualTo(1);
        assertThat(client.takeTold()).contains("4 closed");
        client.channels.close(0, now);
        exchange();
        assertThat(client.open(ChannelOptions.reliable(ANY).withNames("c3", "")))
                .isZero();
        exchange();
        assertThat(server.takeTold()).containsExactly("0 closed", "0 open c3");
    }

    @Test
    void anOpenAgainstTheOddEvenRuleIsRefused() {
        byte[] open = DcepOpen.encode(ChannelOptions.reliable(ANY));
        client.association.send(5, DataChannels.PPID_DCEP, open, Delivery.RELIABLE, now);
        exchange();
        assertThat(server.opened).isEmpty();
        assertThat(server.channels.drops().get(ChannelDrop.UNWANTED_OPEN)).isEqualTo(1);
        assertThat(server.open(ChannelOptions.reliable(5))).as("free again").isEqualTo(5);
    }

    @Test
    void anOpenOnAChannelThatIsInUseClosesIt() {
        int id = client.open(ChannelOptions.reliable(ANY).withNames("x", ""));
        exchange();
        byte[] open = DcepOpen.encode(ChannelOptions.reliable(ANY));
        client.association.send(id, DataChannels.PPID_DCEP, open, Delivery.RELIABLE, now);
        exchange();
        assertThat(server.takeTold()).containsExactly("0 open x", "0 closed");
        assertThat(client.takeTold()).containsExactly("0 open x", "0 closed");
    }

    @Test
    void aStrayStreamIsResetOnceHoweverMuchComesOnIt() {
        for (int i = 0; i < 5; i++) {
            client.association.send(8, DataChannels.PPID_BINARY, HELLO, Delivery.RELIABLE, now);
        }
        exchange();
        assertThat(server.channels.drops().get(ChannelDrop.UNKNOWN_CHANNEL)).isEqualTo(5);
        assertThat(client.open(ChannelOptions.reliable(8).withNames("x", ""))).isEqualTo(8);
        exchange();
        assertThat(server.takeTold()).containsExactly("8 open x");
        assertThat(server.channels.isOpen(8)).isTrue();
    }

    @Test
    void closingDeliversWhatWasSentBothWaysAndFreesTheId() {
        int id = client.open(ChannelOptions.reliable(ANY).withNames("x", ""));
        exchange();
        server.takeTold();
        client.takeTold();
        client.send(id, HELLO);
        server.send(id, HELLO);
        client.channels.close(id, now);
        client.channels.close(id, now);
        assertThat(client.send(id, HELLO)).isFalse();
        assertThat(client.channels.drops().get(ChannelDrop.CHANNEL_CLOSED)).isEqualTo(1);
        assertThat(client.open(ChannelOptions.reliable(ANY)))
                .as("0 is not free yet")
                .isEqualTo(2);
        exchange();
        assertThat(server.takeTold()).startsWith("0 hello").contains("0 closed");
        assertThat(client.takeTold()).startsWith("0 hello").contains("0 closed");
        assertThat(client.open(ChannelOptions.reliable(ANY).withNames("y", ""))).isZero();
        exchange();
        assertThat(server.takeTold()).containsExactly("0 open y");
    }

    @Test
    void bothSidesMayCloseAtOnce() {
        int id = server.open(ChannelOptions.reliable(ANY).withNames("x", ""));
        exchange();
        server.channels.close(id, now);
        client.channels.close(id, now);
        exchange();
        assertThat(client.takeTold()).containsExactly("3 open x", "3 closed");
        assertThat(server.takeTold()).containsExactly("3 open x", "3 closed");
    }

    /**
     * The client knows that its old channel is closed at both ends, since it answered the server's reset, and opens another one with the same id; but its
     * answer was lost, so that the server still waits for it. The new channel is one all the same, and lives and closes on its own.
     */
    @Test
    void anIdMayBeUsedAgainBeforeTheOtherSideKnowsThatItIsFree() {
        int id = client.open(ChannelOptions.reliable(ANY).withNames("x", ""));
        exchange();
        client.channels.close(id, now);
        step(client, 0);
        carry(client, server);
        step(server, 0);
        carry(server, client);
        step(client, 0);
        client.packets.clear(); // The answer to the server's reset is lost.
        assertThat(client.takeTold()).containsExactly("0 open x", "0 closed");
        assertThat(client.open(ChannelOptions.reliable(ANY).withNames("y", ""))).isZero();
        client.send(id, HELLO);
        step(client, 0);
        carry(client, server);
        assertThat(server.takeTold()).containsExactly("0 open x", "0 closed", "0 open y", "0 hello");
        server.channels.close(id, now);
        step(server, 1_000);
        carry(server, client);
        step(client, 0);
        carry(client, server);
        step(server, 0);
        carry(server, client);
        step(client, 0);
        client.packets.clear(); // So is the answer to the server's reset of the new channel.
        step(client, 2_000);
        carry(client, server);
        assertThat(server.takeTold()).as("only half closed").isEmpty();
        for (int i = 0; i < 5; i++) {
            exchange();
        }
        assertThat(client.takeTold()).containsExactly("0 open y", "0 closed");
        assertThat(server.takeTold()).containsExactly("0 closed");
        assertThat(client.open(ChannelOptions.reliable(ANY).withNames("z", ""))).isZero();
        exchange();
        assertThat(server.takeTold()).containsExactly("0 open z");
    }

    /**
     * A peer opens a channel, resets its stream and opens it again, over and over, and acknowledges nothing. Each time an answer of one byte would be
     * kept, in as many objects as the send buffer has bytes. An honest peer is never ahead by more than one: it has to answer our reset first.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, AGREED})
    void aPeerThatAcknowledgesNothingCannotPileUpAnswers(int id) {
        for (int i = 0; i < 100; i++) {
            server.channels.receive(id, DataChannels.PPID_DCEP, DcepOpen.encode(ChannelOptions.reliable(id)), now);
            server.association.resetStreams(new int[] {id}, now); // As the association does in answer.
            server.channels.onStreamsReset(new int[] {id});
        }
        assertThat(server.association.bufferedBytes()).isEqualTo(2);
    }

    /** One that closes and opens in earnest is answered each time, also when answers to resets are late. */
    @Test
    void anAgreedChannelMayBeClosedAndOpenedForEver() {
        byte[] open = DcepOpen.encode(ChannelOptions.reliable(AGREED));
        for (int i = 0; i < 10; i++) {
            client.association.send(AGREED, DataChannels.PPID_DCEP, open, Delivery.RELIABLE, now);
            exchange();
            assertThat(server.association.bufferedBytes()).isZero();
            client.channels.close(AGREED, now);
            exchange();
            client.channels.receive(AGREED, DataChannels.PPID_BINARY, HELLO, now);
        }
        assertThat(client.channels.drops().get(ChannelDrop.BAD_DCEP))
                .as("answers to what was opened by hand")
                .isEqualTo(10);
        assertThat(server.channels.drops().get(ChannelDrop.BAD_DCEP)).isZero();
    }

    /** The peer closes what it opened for the second time while its answer to our first reset is under way. */
    @Test
    void anAgreedChannelMayBeOpenedAgainBeforeTheOtherSideKnowsThatItIsClosed() {
        byte[] open = DcepOpen.encode(ChannelOptions.reliable(AGREED));
        int[] reset = {AGREED};
        for (int i = 0; i < 2; i++) {
            server.channels.receive(AGREED, DataChannels.PPID_DCEP, open, now);
            server.association.resetStreams(reset, now);
            server.channels.onStreamsReset(reset);
        }
        for (int i = 0; i < 10; i++) {
            server.channels.onOutgoingStreamsReset(reset);
            server.channels.receive(AGREED, DataChannels.PPID_DCEP, open, now);
            server.channels.onStreamsReset(reset);
        }
        assertThat(server.association.bufferedBytes()).as("answers").isEqualTo(12);
    }

    @Test
    void anAcknowledgementOfNothingIsCounted() {
        client.association.send(1, DataChannels.PPID_DCEP, new byte[] {2}, Delivery.RELIABLE, now);
        client.association.send(6, DataChannels.PPID_DCEP, new byte[] {2}, Delivery.RELIABLE, now);
        exchange();
        assertThat(server.channels.drops().get(ChannelDrop.BAD_DCEP)).isEqualTo(2);
    }
}
