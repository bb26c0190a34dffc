package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * The server under load: a {@link RtcPort}, and a tick that sends every peer one lossy message, as replication does. Arguments:
 * ticks a second, bytes of a message, most peers.
 */
final class LoadServer implements AutoCloseable {
    private static final int LOSSY = 0;
    /** Not a buffer: it would be counted among what the event loop allocates. */
    private static final VarHandle CLOCK = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long IDLE_NANOS = 500_000_000;

    private final int bytes;
    private final RtcPort port;
    private final Signalling signalling;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final ProcessMeter meter = new ProcessMeter();
    private final LongAdder received = new LongAdder();
    private final LongAdder handedOver = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Ticker ticker;

    private LoadServer(int hz, int bytes, int mostPeers) throws IOException {
        this.bytes = bytes;
        port = RtcPort.bind(RtcPortOptions.onLoopback().withMaxPeers(mostPeers), SelfSignedIdentity.generate());
        signalling = Signalling.serve(port, Session::new);
        ticker = new Ticker(hz, this::tick);
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        try (var server =
                new LoadServer(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))) {
            CommandLoop.run(answers, server::carryOut);
        }
    }

    private ObjectNode carryOut(String command, String[] arguments) throws Exception {
        return switch (command) {
            case "port" -> CommandLoop.ok().put("port", signalling.port());
            case "meter" -> figures();
            case "memory" ->
                CommandLoop.ok()
                        .put("liveHeapBytes", LiveHeap.bytes())
                        .put("residentBytes", ProcessMeter.residentBytes());
            case "profile" -> EventLoopProfile.take(Integer.parseInt(arguments[0]));
            case "records" -> RecordCost.measure(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), bytes);
            default -> throw new IllegalArgumentException("no such command");
        };
    }

    private ObjectNode figures() throws IOException {
        ObjectNode figures = meter.read();
        figures.put("received", received.sum());
        figures.put("handedOver", handedOver.sum());
        figures.put("ended", ended.sum());
        figures.put("peers", sessions.size());
        for (Map.Entry<String, LongSupplier> counter : port.counters().entrySet()) {
            figures.put(counter.getKey(), counter.getValue().getAsLong());
        }
        return figures;
    }

    private void tick() {
        sessions.forEach(Session::tick);
    }

    @Override
    public void close() throws Exception {
        ticker.close();
        signalling.close();
        port.close();
    }

    /** One peer. A message's first eight bytes are the sender's clock; ours return it, with how long we kept it. */
    private final class Session implements PeerListener {
        private @Nullable PeerConnection connection;
        private long peersClock;
        private long arrivedNanos;

        @Override
        public synchronized void onConnected(PeerConnection peer) {
            connection = peer;
            sessions.add(this);
        }

        @Override
        public synchronized void onMessage(PeerConnection peer, int channelId, byte[] message) {
            received.increment();
            peersClock = (long) CLOCK.get(message, 0);
            arrivedNanos = System.nanoTime();
        }

        @Override
        public void onClosed(PeerConnection peer, CloseReason reason) {
            sessions.remove(this);
            ended.increment();
        }

        /** A peer that is silent is left alone, so that idle peers can be measured. */
        private synchronized void tick() {
            long kept = System.nanoTime() - arrivedNanos;
            if (connection == null || arrivedNanos == 0 || kept > IDLE_NANOS) {
                return;
            }
            byte[] message = new byte[bytes];
            ByteBuffer.wrap(message).putLong(peersClock).putLong(kept);
            if (connection.send(LOSSY, message)) {
                handedOver.increment();
            }
        }
    }
}
