package org.vsekai.rtc.udp.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** The game in the README of {@code rtc} is the one that is compiled here, and it works. */
class ReadmeIntegrationTest {
    private static final Path README = Path.of("..", "rtc", "README.md");
    private static final Path GAME =
            Path.of("src/test/java", ShoutingGame.class.getName().replace('.', '/') + ".java");
    private static final String BEGIN = "```java\n";
    private static final int WAIT_SECONDS = 20;

    @Test
    void theReadmeQuotesTheGameWordForWord() throws IOException {
        String readme = Files.readString(README);
        String quoted = readme.substring(readme.indexOf(BEGIN) + BEGIN.length());
        String game = Files.readString(GAME);
        assertThat(quoted.substring(0, quoted.indexOf("```"))).isEqualTo(game.substring(game.indexOf("/** Everybody")));
    }

    /** One who plays, with what it hears. */
    private record Player(BlockingQueue<String> heard, CompletableFuture<CloseReason> closed) implements PeerListener {
        @Override
        public void onConnected(PeerConnection connection) {
            connection.send(0, "a wave".getBytes(UTF_8));
            connection.send(1, "hello".getBytes(UTF_8));
        }

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            heard.add(channelId + ": " + new String(message, UTF_8));
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {
            closed.complete(reason);
        }

        @Nullable
        String hear() throws InterruptedException {
            return heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void peopleMeetInTheReadmesGame() throws Exception {
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var game = new ShoutingGame(anywhere);
        try (game.port;
                RtcPort players = RtcPort.bind(RtcPortOptions.onLoopback(), SelfSignedIdentity.generate())) {
            Player ada = join(players, game);
            assertThat(new String[] {ada.hear(), ada.hear(), ada.hear()})
                    .containsExactlyInAnyOrder("1: welcome", "1: hello", "0: a wave");
            Player bo = join(players, game);
            assertThat(new String[] {ada.hear(), ada.hear()}).containsExactlyInAnyOrder("1: hello", "0: a wave");
            game.port.close();
            assertThat(ada.closed.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(CloseReason.REMOTE);
            assertThat(bo.closed.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(CloseReason.REMOTE);
        }
    }

    private static Player join(RtcPort players, ShoutingGame game) throws Exception {
        var player = new Player(new LinkedBlockingQueue<>(), new CompletableFuture<>());
        PendingOffer offer = players.offer(player);
        offer.answer(game.join(offer.sdp()));
        return player;
    }
}
