package org.vsekai.server.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.gateway.Ending;
import org.vsekai.gateway.Gateway;
import org.vsekai.gateway.GatewayOptions;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;
import org.vsekai.gateway.JoinService;
import org.vsekai.gateway.Transport;
import org.vsekai.gateway.WorldFacts;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.server.http.HttpPort;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.SnapshotReader;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.PlayerDirectory;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

/** A gateway, and players over real WebSockets of whom one doesn't read. The test is the region's thread. */
@Timeout(60)
class SlowReaderIntegrationTest {
    private static final int TICK_HERTZ = 60;
    private static final int LOSSY = 0;

    /** Enough changes that a frame fills its message. */
    private static final int THINGS = 400;

    /** So many frames fill the reliable lane several times. */
    private static final int MOST_FRAMES = 1_000;

    @TempDir
    Path webRoot;

    private final AtomicLong nowNanos = new AtomicLong(1);
    private final BlockingQueue<RegionInput> inputs = new LinkedBlockingQueue<>();
    private final Queue<RegionInput.ShowChunk> shows = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final WebSocketPort port = new WebSocketPort(new PeerPlaces(10));
    private final Gateway gateway = new Gateway(GatewayOptions.defaults(), facts(), this::offer, nowNanos::get);
    private final JoinService joins = new JoinService(new Guests(), transport -> port, gateway);
    private HttpPort http;
    private long frame;
    private long tick;

    @BeforeEach
    void open() throws IOException {
        http = HttpPort.open(
                InetAddress.getLoopbackAddress(),
                0,
                new HttpPort.Content(joins::join, () -> HttpPort.Phase.READY, () -> "", webRoot, port));
        gateway.onRegionUp(RegionId.SPAWN);
    }

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void whoeverDoesNotReadIsSentAwayAndNobodyElseNotices() throws Exception {
        try (RawClient ada = RawClient.open(http.port(), join("Ada"));
                RawClient slow = RawClient.openNarrow(http.port(), enter("Ada", "Slow"))) {
            RegionInput.Join last = (RegionInput.Join) nextInput();
            admit(last);
            readOn(ada);
            int frames = 0;
            while (gateway.metrics().endings().get(Ending.TOO_SLOW) == 0) {
                assertThat(++frames).as("frames until somebody is too slow").isLessThan(MOST_FRAMES);
                publish(List.of());
                tick();
                // Whoever reads is shown each frame before the next: so she is never the slow one.
                awaitTold("frame " + frame);
            }
            assertThat(nextInput()).isEqualTo(new RegionInput.Leave(last.playerId(), last.sessionId()));
            awaitForgotten();
            assertThat(counter("drop.reliable_refused")).isPositive();
            assertThat(counter("drop.lossy_replaced")).isPositive();
            assertThat(slow.status()).isEqualTo(101);

            tick();
            awaitTold("tick " + tick);
        }
    }

    /** A session is forgotten once the region has been told that it left, by the thread that told it. */
    private void awaitForgotten() throws InterruptedException {
        while (gateway.sessions() > 1) {
            Thread.sleep(1);
        }
        assertThat(gateway.sessions()).as("nobody else").isEqualTo(1);
    }

    /** The first player is let in before the second joins. */
    private String enter(String first, String second) throws Exception {
        RegionInput.Join join = (RegionInput.Join) nextInput();
        assertThat(join.name()).isEqualTo(first);
        admit(join);
        return join(second);
    }

    private String join(String name) {
        JoinRequest request = new JoinRequest(name, null, Transport.WEBSOCKET, "");
        return ((JoinOutcome.Joined) joins.join(request, "127.0.0.1")).answer();
    }

    /** Reads for ever, and notes what it is told. */
    private void readOn(RawClient client) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    byte[] payload = client.next().payload();
                    byte[] message = Arrays.copyOfRange(payload, 1, payload.length);
                    told.add(
                            payload[0] == LOSSY
                                    ? "tick "
                                            + ok(SnapshotReader.decode(message)).tick()
                                    : "frame "
                                            + ok(ReliableCodec.decodeServer(message))
                                                    .getFrameUpdate()
                                                    .getFrame());
                }
            } catch (IOException e) {
                told.add("the end: " + e);
            }
        });
    }

    private static <T> T ok(Decoded<T> decoded) {
        return ((Decoded.Ok<T>) decoded).value();
    }

    private void awaitTold(String what) throws InterruptedException {
        String each = "";
        while (!what.equals(each)) {
            each = told.poll(20, TimeUnit.SECONDS);
            assertThat(each).as("what comes before " + what).isNotNull().doesNotStartWith("the end");
        }
    }

    private boolean offer(RegionInput input) {
        return input instanceof RegionInput.ShowChunk show ? shows.add(show) : inputs.add(input);
    }

    private RegionInput nextInput() throws InterruptedException {
        RegionInput input = inputs.poll(20, TimeUnit.SECONDS);
        if (input == null) {
            throw new AssertionError("the region was told nothing");
        }
        return input;
    }

    private void admit(RegionInput.Join join) {
        AvatarState avatar = new AvatarState(
                join.playerId(), join.playerId() + 1_000, join.name(), 0, 0, 0, 100, 0, 0, 0, 0, List.of());
        publish(List.of(new DurableFrame.Joined(join.playerId(), join.sessionId(), avatar)));
    }

    private void publish(List<DurableFrame.Joined> joined) {
        frame++;
        List<ThingChange> changes = new ArrayList<>();
        for (long id = 1; id <= THINGS; id++) {
            changes.add(new ThingChange(thing(id, frame - 1), thing(id, frame)));
        }
        gateway.onFrame(
                RegionId.SPAWN, new DurableFrame(frame, tick, changes, List.of(), joined, List.of(), List.of()));
        showChunks();
    }

    private void showChunks() {
        for (RegionInput.ShowChunk show = shows.poll(); show != null; show = shows.poll()) {
            List<EntityState> things = new ArrayList<>();
            for (long id = 1; id <= THINGS; id++) {
                EntityState thing = thing(id, frame);
                if (ChunkKey.at(thing.xMicros(), thing.zMicros()) == show.chunk()) {
                    things.add(thing);
                }
            }
            gateway.onChunk(show.chunk(), things);
        }
    }

    /** One of many things that change with every frame. */
    private static EntityState thing(long id, long frame) {
        return new EntityState(
                id, EntityKind.STRUCTURE, 1, Units.metres(id % 20), 0, Units.metres(id / 20), 0, 100, 1, 0, frame);
    }

    private void tick() {
        tick++;
        showChunks();
        nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1) / TICK_HERTZ);
        gateway.onPoses(tick, new WorldListener.PoseView() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public long playerId(int index) {
                return index + 1L;
            }

            @Override
            public Pose pose(int index) {
                return Pose.standingAt(Units.metres(index), 0, 0);
            }
        });
    }

    private long counter(String name) {
        return Objects.requireNonNull(port.counters().get(name), name).getAsLong();
    }

    private static WorldFacts facts() {
        long half = Units.metres(128);
        return new WorldFacts(
                "test",
                7,
                new WorldFacts.Bounds(-half, -half, half, half),
                new WorldFacts.Rates(TICK_HERTZ, TICK_HERTZ, TICK_HERTZ),
                new WorldFacts.RuleFigures(3_000, 7_000, 4, 4_000, 2_500, 200, 600, 6_000, 5_000),
                32,
                (kind, variant) -> 100);
    }

    /** Everybody is new. */
    private static final class Guests implements PlayerDirectory {
        private final AtomicLong lastId = new AtomicLong();

        @Override
        public NewPlayer createGuest(String name) {
            long id = lastId.incrementAndGet();
            return new NewPlayer(new Player(id, name), "token-" + id);
        }

        @Override
        public Optional<Player> findByToken(String token) {
            return Optional.empty();
        }
    }
}
