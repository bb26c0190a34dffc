package org.vsekai.rtc.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Check;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.datachannel.ChannelOptions;

/** Channels that users of a port open as they go, over real sockets on 127.0.0.1. */
class ChannelsIntegrationTest {
    private static final int RELIABLE = 1;
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    private final RecordingListener atClient = new RecordingListener();
    private final RecordingListener atServer = new RecordingListener();

    @SuppressWarnings("NullAway.Init") // Set by connect().
    private RtcPort server;

    @SuppressWarnings("NullAway.Init") // Set by connect().
    private RtcPort client;

    private void connect(int maxFromClient, int maxFromServer) throws Exception {
        server = RtcPort.bind(
                RtcPortOptions.onLoopback().withChannelsFromPeer(maxFromClient), SelfSignedIdentity.generate());
        client = RtcPort.bind(
                RtcPortOptions.onLoopback().withChannelsFromPeer(maxFromServer), SelfSignedIdentity.generate());
        PendingOffer offer = client.offer(atClient);
        offer.answer(server.accept(offer.sdp(), atServer));
        atClient.connection();
        atServer.connection();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void aChannelIsOpenedUsedAndClosedAndItsIdUsedAgain() throws Exception {
        connect(1, 0);
        PeerConnection up = atClient.connection();
        ChannelOptions terms = ChannelOptions.timed(ChannelOptions.ANY_ID, false, 5_000)
                .withNames("chat", "chat.v1")
                .withPriority(ChannelOptions.HIGH);
        for (int life = 1; life <= 3; life++) {
            int lives = life;
            int id = up.openChannel(terms).orElseThrow();
            assertThat(id).as("0 and 1 are agreed on").isEqualTo(2);
            assertThat(up.send(id, HELLO)).isTrue();
            atServer.await(() -> atServer.reliable.size() == lives);
            assertThat(atServer.opened).hasSize(life).containsOnly(terms.withId(id));
            assertThat(atServer.connection().send(id, HELLO)).isTrue();
            atClient.await(() -> atClient.reliable.size() == lives && atClient.opened.size() == lives);
            (life == 2 ? up : atServer.connection()).closeChannel(id);
            atClient.await(() -> atClient.closedChannels.size() == lives);
            atServer.await(() -> atServer.closedChannels.size() == lives);
            assertThat(up.send(id, HELLO)).isFalse();
        }
        assertThat(atServer.reliable).containsOnly(HELLO);
    }

    @Test
    void aServerThatWantsNoneRefusesThem() throws Exception {
        connect(0, 0);
        PeerConnection up = atClient.connection();
        int id = up.openChannel(ChannelOptions.reliable(ChannelOptions.ANY_ID)).orElseThrow();
        up.send(id, HELLO);
        atClient.await(() -> !atClient.closedChannels.isEmpty());
        assertThat(atClient.closedChannels).containsExactly(id);
        assertThat(up.send(RELIABLE, HELLO)).as("all else goes on").isTrue();
        atServer.await(() -> !atServer.reliable.isEmpty());
        assertThat(atServer.opened).isEmpty();
        assertThat(atServer.reliable).hasSize(1);
        assertThat(Objects.requireNonNull(server.counters().get("channel.unwanted_open"))
                        .getAsLong())
                .isEqualTo(1);
    }

    @Test
    void aServerOpensChannelsToo() throws Exception {
        connect(0, 2);
        PeerConnection down = atServer.connection();
        List<Integer> ids = List.of(
                down.openChannel(ChannelOptions.lossy(ChannelOptions.ANY_ID)).orElseThrow(),
                down.openChannel(ChannelOptions.reliable(ChannelOptions.ANY_ID)).orElseThrow());
        assertThat(ids).as("odd ones").containsExactly(3, 5);
        assertThat(down.openChannel(ChannelOptions.reliable(3))).isEmpty();
        down.send(5, HELLO);
        atClient.await(() -> atClient.reliable.size() == 1 && atClient.opened.size() == 2);
        assertThat(atClient.connection().send(3, HELLO)).isTrue();
        atServer.await(() -> atServer.reliable.size() == 1);
    }

    @Test
    void aNegotiatedChannelIsNotClosed() throws Exception {
        connect(0, 0);
        atClient.connection().closeChannel(RELIABLE);
        atClient.connection().send(RELIABLE, HELLO);
        atServer.await(() -> !atServer.reliable.isEmpty());
    }

    @Test
    void tellsWhenLittleWaits() throws Exception {
        connect(0, 0);
        PeerConnection up = atClient.connection();
        up.notifyBufferedLow(RELIABLE, 10_000);
        up.send(RELIABLE, new byte[60_000]);
        atClient.await(() -> !atClient.lows.isEmpty());
        assertThat(atClient.lows).hasSize(1).allMatch(waiting -> waiting <= 10_000);
        assertThatThrownBy(() -> up.bufferedBytes(RELIABLE)).isInstanceOf(Check.BrokenInvariant.class);
    }
}
