package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * The peers of a load: our own client role, a socket for each. While there is traffic, each sends a lossy message a tick. Arguments:
 * the server's signalling port, ticks a second, bytes of a message, most peers.
 */
final class LoadClients implements AutoCloseable {
    private static final int LOSSY = 0;
    private static final long HIGHEST_MICROS = 60_000_000;
    private static final int CONCURRENT_JOINS = 32;
    private static final long JOIN_PATIENCE_SECONDS = 60;

    private final int bytes;
    private final RtcPort port;
    private final Signalling.Client signalling;
    private final Ticker ticker;
    private final ProcessMeter meter = new ProcessMeter();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Recorder roundTrips = new Recorder(HIGHEST_MICROS, 3);
    private final Recorder joins = new Recorder(HIGHEST_MICROS, 3);
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Semaphore joining = new Semaphore(CONCURRENT_JOINS);
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean hasTraffic;

    private LoadClients(int signallingPort, int hz, int bytes, int mostPeers) throws IOException {
        this.bytes = bytes;
        port = RtcPort.bind(RtcPortOptions.onLoopback().withMaxPeers(mostPeers), SelfSignedIdentity.generate());
        signalling = new Signalling.Client(signallingPort);
        ticker = new Ticker(hz, this::tick);
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        try (var clients = new LoadClients(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]))) {
            CommandLoop.run(answers, clients::carryOut);
        }
    }

    private ObjectNode carryOut(String command, String[] arguments) throws Exception {
        return switch (command) {
            case "join" -> join(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
            case "traffic" -> traffic(arguments[0].equals("on"));
            case "leave" -> leave();
            case "latency" -> percentiles(roundTrips.getIntervalHistogram());
            case "meter" ->
                meter.read()
                        .put("sent", sent.sum())
                        .put("received", received.sum())
                        .put("ended", ended.sum());
            default -> throw new IllegalArgumentException("no such command");
        };
    }

    /** @param perSecond joins begun in a second; 0 for as many as can be, {@value #CONCURRENT_JOINS} at a time */
    private ObjectNode join(int count, int perSecond) throws Exception {
        joins.getIntervalHistogram();
        var rate = new CompletionRate();
        long began = System.nanoTime();
        int wanted = open.get() + count;
        for (int i = 0; i < count; i++) {
            if (perSecond == 0) {
                if (!joining.tryAcquire(JOIN_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("a join takes more than a minute");
                }
            } else {
                sleepUntil(began + i * 1_000_000_000L / perSecond);
            }
            var client = new Client(perSecond == 0, rate);
            PendingOffer offer = port.offer(client);
            offer.answer(signalling.answerTo(offer.sdp()));
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_PATIENCE_SECONDS);
        while (open.get() < wanted && System.nanoTime() < giveUp) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return CommandLoop.ok()
                .put("completed", rate.count())
                .put("perSecond", rate.perSecond())
                .set("ms", percentiles(joins.getIntervalHistogram()));
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
    }

    private ObjectNode traffic(boolean on) {
        hasTraffic = on;
        return CommandLoop.ok();
    }

    private ObjectNode leave() throws InterruptedException {
        clients.forEach(Client::leave);
        while (open.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return CommandLoop.ok();
    }

    private static ObjectNode percentiles(Histogram micros) {
        return CommandLoop.ok()
                .put("count", micros.getTotalCount())
                .put("p50Ms", micros.getValueAtPercentile(50) / 1e3)
                .put("p99Ms", micros.getValueAtPercentile(99) / 1e3)
                .put("maxMs", micros.getMaxValue() / 1e3);
    }

    private void tick() {
        if (hasTraffic) {
            clients.forEach(Client::tick);
        }
    }

    @Override
    public void close() throws Exception {
        ticker.close();
        signalling.close();
        port.close();
    }

    private final class Client implements PeerListener {
        private final long beganNanos = System.nanoTime();
        private final boolean isCounted;
        private final CompletionRate rate;
        private volatile @Nullable PeerConnection connection;

        /** @param isCounted whether the join is one of those of which only so many run at a time; @param rate of the joins that were asked for together */
        Client(boolean isCounted, CompletionRate rate) {
            this.isCounted = isCounted;
            this.rate = rate;
        }

        @Override
        public void onConnected(PeerConnection peer) {
            connection = peer;
            long now = System.nanoTime();
            joins.recordValue(Math.min(HIGHEST_MICROS, (now - beganNanos) / 1_000));
            rate.complete(now);
            clients.add(this);
            open.incrementAndGet();
            if (isCounted) {
                joining.release();
            }
        }

        @Override
        public void onMessage(PeerConnection peer, int channelId, byte[] message) {
            received.increment();
            ByteBuffer clocks = ByteBuffer.wrap(message);
            long roundTrip = System.nanoTime() - clocks.getLong() - clocks.getLong();
            roundTrips.recordValue(Math.clamp(roundTrip / 1_000, 0, HIGHEST_MICROS));
        }

        @Override
        public void onClosed(PeerConnection peer, CloseReason reason) {
            if (clients.remove(this)) {
                open.decrementAndGet();
            } else if (isCounted) {
                joining.release();
            }
            ended.increment();
        }

        private void tick() {
            PeerConnection peer = connection;
            if (peer != null) {
                byte[] message = new byte[bytes];
                ByteBuffer.wrap(message).putLong(System.nanoTime());
                peer.send(LOSSY, message);
                sent.increment();
            }
        }

        private void leave() {
            PeerConnection peer = connection;
            if (peer != null) {
                peer.close();
            }
        }
    }
}
