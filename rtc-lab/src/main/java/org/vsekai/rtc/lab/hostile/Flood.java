package org.vsekai.rtc.lab.hostile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * Connected peers of our own client role over the loopback, each with a small lossy message sixty times a second and a reliable one each second, which the
 * server returns; first in peace, then with a {@link Flooder} at the server's port. Server and clients share this process with an event loop each, the flooder is a
 * process of its own, and all three share the machine's cores.
 */
public final class Flood implements AutoCloseable {
    public static final int HZ = 60;

    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final int MESSAGE_BYTES = 64;
    private static final long HIGHEST_MICROS = 60_000_000;
    private static final long JOIN_PATIENCE_SECONDS = 30;
    private static final int COLLECTIONS = 4;
    private static final Path SOCKETS = Path.of("/proc/net/udp");
    private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");
    /** Under which the server counts what the flooder sends. */
    private static final List<PacketDrop> JUNK = List.of(
            PacketDrop.JUNK_FIRST_BYTE,
            PacketDrop.UNKNOWN_SOURCE,
            PacketDrop.UNKNOWN_UFRAG,
            PacketDrop.BAD_STUN,
            PacketDrop.STUN_UNAUTHENTICATED,
            PacketDrop.STUN_RATE_LIMITED);

    private final RtcPort server;
    private final RtcPort clients;
    private final long settleMillis;
    private final List<Client> connected = new ArrayList<>();
    private final List<String> usernames = new ArrayList<>();
    private final CountDownLatch joined;
    private final Recorder roundTrips = new Recorder(HIGHEST_MICROS, 3);
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder reliableSent = new LongAdder();
    private final LongAdder reliableAnswered = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /**
     * Connects the peers.
     *
     * @param settleMillis before measuring, for the code to get warm, and after it, for what is under way
     */
    public Flood(int peers, long settleMillis) throws IOException, InterruptedException {
        this.settleMillis = settleMillis;
        server = RtcPort.bind(RtcPortOptions.onLoopback().withMaxPeers(peers), SelfSignedIdentity.generate());
        clients = RtcPort.bind(RtcPortOptions.onLoopback().withMaxPeers(peers), SelfSignedIdentity.generate());
        joined = new CountDownLatch(peers);
        if (!connect(peers)) {
            close();
            throw new IOException("not every peer can join");
        }
    }

    private boolean connect(int peers) throws InterruptedException {
        try {
            for (int i = 0; i < peers; i++) {
                connect();
            }
            return joined.await(JOIN_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BadOfferException | TooManyPeersException refused) {
            return false;
        }
    }

    private void connect() throws BadOfferException, TooManyPeersException {
        var client = new Client();
        PendingOffer offer = clients.offer(client);
        String answer = server.accept(offer.sdp(), new Echo());
        offer.answer(answer);
        connected.add(client);
        usernames.add(ufrag(answer) + ":" + ufrag(offer.sdp()));
    }

    private static String ufrag(String sdp) {
        Matcher line = UFRAG.matcher(sdp);
        if (!line.find()) {
            throw new IllegalArgumentException("a description names its user");
        }
        return line.group(1);
    }

    /** Measures in peace for so many seconds, and then for as many under the flood. */
    public FloodResult run(int junkPerSecond, int seconds) throws IOException, InterruptedException {
        var ticker = new Ticker();
        try {
            TimeUnit.MILLISECONDS.sleep(settleMillis);
            long heap = liveHeapBytes();
            FloodResult.Latency before = measure(seconds);
            return flood(junkPerSecond, seconds, before, heap, ticker);
        } finally {
            ticker.stop();
        }
    }

    private FloodResult flood(int junkPerSecond, int seconds, FloodResult.Latency before, long heapBytes, Ticker ticker)
            throws IOException, InterruptedException {
        Map<String, Long> drops = drops();
        long socketDrops = socketDrops();
        long junk = junkTaken();
        int port = server.boundAddress().getPort();
        FloodResult.Latency under;
        double junkTakenPerSecond;
        double junkSentPerSecond;
        try (var flooder = new FlooderProcess(port, junkPerSecond, seconds + 1, usernames)) {
            under = measure(seconds);
            junkTakenPerSecond = (junkTaken() - junk) / (double) seconds;
            junkSentPerSecond = flooder.sentPerSecond();
        }
        long socketDropsAfter = socketDrops();
        ticker.stop();
        TimeUnit.MILLISECONDS.sleep(settleMillis);
        return new FloodResult(
                connected.size(),
                before,
                under,
                junkSentPerSecond,
                junkTakenPerSecond,
                socketDrops < 0 ? -1 : socketDropsAfter - socketDrops,
                ended.sum(),
                reliableSent.sum() - reliableAnswered.sum(),
                liveHeapBytes() - heapBytes,
                difference(drops(), drops));
    }

    private FloodResult.Latency measure(int seconds) throws InterruptedException {
        roundTrips.getIntervalHistogram();
        long sentBefore = sent.sum();
        long answeredBefore = answered.sum();
        TimeUnit.SECONDS.sleep(seconds);
        Histogram micros = roundTrips.getIntervalHistogram();
        return new FloodResult.Latency(
                (answered.sum() - answeredBefore) / (double) Math.max(1, sent.sum() - sentBefore),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    private long junkTaken() {
        return JUNK.stream().mapToLong(server.drops()::get).sum();
    }

    private Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        for (Map.Entry<String, LongSupplier> counter : server.counters().entrySet()) {
            if (counter.getKey().startsWith("drop.")) {
                drops.put(counter.getKey(), counter.getValue().getAsLong());
            }
        }
        return drops;
    }

    private static Map<String, Long> difference(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L);
            if (more > 0) {
                difference.put(name, more);
            }
        });
        return difference;
    }

    /** The last column of the socket's line (proc_net_udp): datagrams that its buffer had no room for. */
    private long socketDrops() throws IOException {
        if (!Files.isReadable(SOCKETS)) {
            return -1;
        }
        String port = String.format(Locale.ROOT, ":%04X", server.boundAddress().getPort());
        for (String line : Files.readAllLines(SOCKETS)) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields[1].endsWith(port)) {
                return Long.parseLong(fields[fields.length - 1]);
            }
        }
        return -1;
    }

    private static long liveHeapBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() {
        clients.close();
        server.close();
    }

    /** Sends each client's messages, until it is stopped. */
    private final class Ticker {
        private static final long INTERVAL_NANOS = 1_000_000_000L / HZ;

        private final Thread thread = Thread.ofPlatform().name("tick").daemon().start(this::run);
        private volatile boolean isStopped;

        private void run() {
            long next = System.nanoTime();
            for (long tick = 0; !isStopped; tick++) {
                boolean isSecond = tick % HZ == 0;
                connected.forEach(client -> client.tick(isSecond));
                next += INTERVAL_NANOS;
                for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
            }
        }

        void stop() throws InterruptedException {
            isStopped = true;
            thread.join();
        }
    }

    /** The server's end: returns what comes. */
    private final class Echo implements PeerListener {
        @Override
        public void onConnected(PeerConnection connection) {}

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            connection.send(channelId, message);
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {
            ended.increment();
        }
    }

    private final class Client implements PeerListener {
        private volatile @Nullable PeerConnection connection;

        @Override
        public void onConnected(PeerConnection opened) {
            connection = opened;
            joined.countDown();
        }

        @Override
        public void onMessage(PeerConnection peer, int channelId, byte[] message) {
            if (channelId == RELIABLE) {
                reliableAnswered.increment();
                return;
            }
            answered.increment();
            long micros = (System.nanoTime() - ByteBuffer.wrap(message).getLong()) / 1_000;
            roundTrips.recordValue(Math.clamp(micros, 0, HIGHEST_MICROS));
        }

        @Override
        public void onClosed(PeerConnection peer, CloseReason reason) {
            ended.increment();
        }

        private void tick(boolean isSecond) {
            PeerConnection peer = connection;
            if (peer == null) {
                return;
            }
            byte[] message = new byte[MESSAGE_BYTES];
            ByteBuffer.wrap(message).putLong(System.nanoTime());
            peer.send(LOSSY, message);
            sent.increment();
            if (isSecond && peer.send(RELIABLE, message)) {
                reliableSent.increment();
            }
        }
    }
}
