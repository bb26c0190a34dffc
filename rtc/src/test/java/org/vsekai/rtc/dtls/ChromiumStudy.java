package org.vsekai.rtc.dtls;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.ice.IceListener;
import org.vsekai.rtc.ice.IceLite;
import org.vsekai.rtc.ice.Stun;
import org.vsekai.rtc.sctp.Association;
import org.vsekai.rtc.sctp.AssociationEnd;
import org.vsekai.rtc.sctp.AssociationListener;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.Delivery;
import org.vsekai.rtc.sctp.SctpScratch;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SdpWriter;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * A candidate under Chromium: connects a page's peers one after the other and echoes what they send. Arguments: the candidate,
 * connections, loss of DTLS datagrams each way in percent, then a file to write the first client's datagrams to, or {@code -}.
 */
public final class ChromiumStudy {
    private static final String PAGE = """
            <script>
            const N = %d;
            async function one() {
              const pc = new RTCPeerConnection();
              const lossy = pc.createDataChannel('s', {negotiated: true, id: 0, ordered: false, maxRetransmits: 0});
              const sure = pc.createDataChannel('r', {negotiated: true, id: 1});
              sure.binaryType = 'arraybuffer';
              const opened = new Promise(r => sure.onopen = r);
              await pc.setLocalDescription(await pc.createOffer());
              const answer = await (await fetch('/offer', {method: 'POST', body: pc.localDescription.sdp})).text();
              const t0 = performance.now();
              await pc.setRemoteDescription({type: 'answer', sdp: answer});
              const late = new Promise(r => setTimeout(() => r('late'), 20000));
              if (await Promise.race([opened, late]) === 'late') { pc.close(); return -1; }
              const t1 = performance.now();
              let got = 0;
              const echoed = new Promise(r => sure.onmessage = e => { got += e.data.byteLength; if (got >= 60000) r(); });
              for (let i = 0; i < 3; i++) sure.send(new Uint8Array(20000));
              const ok = await Promise.race([echoed, late]) !== 'late';
              pc.close();
              return ok ? Math.round(t1 - t0) : -2;
            }
            (async () => {
              const all = [];
              for (let i = 0; i < N; i++) all.push(await one());
              await fetch('/done', {method: 'POST', body: all.join(' ')});
            })();
            </script>""";

    private final Candidate candidate;
    private final Candidate.Shared shared = new Candidate.Shared(new SecureRandom());
    private final SecureRandom random = new SecureRandom();
    private final SctpScratch sctpScratch = new SctpScratch();
    private final SplitMix64 luck = new SplitMix64(1);
    private final double loss;
    private final Selector selector = Selector.open();
    private final DatagramChannel socket = DatagramChannel.open();
    private final List<Session> sessions = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final ExecutorService arithmetic = Executors.newSingleThreadExecutor();
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<String> first = new ArrayList<>();
    private volatile String results = "";
    private int largestRecord;

    private ChromiumStudy(Candidate candidate, double loss) throws IOException {
        this.candidate = candidate;
        this.loss = loss;
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.configureBlocking(false);
        socket.register(selector, java.nio.channels.SelectionKey.OP_READ);
    }

    public static void main(String[] args) throws Exception {
        var study = new ChromiumStudy(Candidate.valueOf(args[0]), Integer.parseInt(args[2]) / 100.0);
        int count = Integer.parseInt(args[1]);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> respond(exchange, "text/html", PAGE.formatted(count)));
        http.createContext("/offer", exchange -> respond(exchange, "text/plain", study.answer(body(exchange))));
        http.createContext("/done", exchange -> {
            study.results = body(exchange);
            respond(exchange, "text/plain", "");
            study.done.countDown();
        });
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
        Thread loop = Thread.ofPlatform().daemon().start(study::run);
        Path profile = Files.createTempDirectory("chromium");
        Process browser = new ProcessBuilder(
                        "/usr/bin/chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "http://127.0.0.1:" + http.getAddress().getPort() + "/")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean isDone = study.done.await(9, TimeUnit.MINUTES);
        browser.descendants().forEach(ProcessHandle::destroy);
        browser.destroy();
        http.stop(0);
        loop.interrupt();
        study.arithmetic.shutdown();
        study.print(isDone, args[3]);
        System.exit(0);
    }

    private void print(boolean isDone, String file) throws IOException {
        int[] millis = Arrays.stream(results.split(" ", -1))
                .filter(s -> !s.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        int[] connected = Arrays.stream(millis).filter(m -> m >= 0).sorted().toArray();
        System.out.printf(
                "%s loss %.2f: %d of %d, p50 %d p90 %d max %d ms, largest record %d, done %b%n",
                candidate,
                loss,
                connected.length,
                millis.length,
                connected.length == 0 ? -1 : connected[connected.length / 2],
                connected.length == 0 ? -1 : connected[connected.length * 9 / 10],
                connected.length == 0 ? -1 : connected[connected.length - 1],
                largestRecord,
                isDone);
        System.out.println(results);
        if (!file.equals("-")) {
            Files.write(Path.of(file), first);
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void respond(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String answer(String offer) {
        if (!(SdpParser.parseOffer(offer) instanceof SdpParsed.Ok(SessionDescription remote))) {
            throw new IllegalArgumentException("not an offer: " + offer);
        }
        IceCredentials local = IceCredentials.random(random::nextLong);
        execute(() -> sessions.add(new Session(local, remote)));
        try {
            var own = new SessionDescription(
                    remote.mid(),
                    local,
                    Candidate.SERVER.fingerprint(),
                    Setup.PASSIVE,
                    SessionDescription.SCTP_PORT,
                    65_536,
                    List.of((InetSocketAddress) socket.getLocalAddress()));
            return SdpWriter.answer(own, 1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    private void run() {
        ByteBuffer in = ByteBuffer.allocate(4096);
        try {
            while (!Thread.interrupted()) {
                long due = Long.MAX_VALUE;
                for (Session session : sessions) {
                    due = Math.min(due, session.dueNanos());
                }
                selector.select(Math.clamp((due - System.nanoTime()) / 1_000_000, 1, 50));
                selector.selectedKeys().clear();
                for (Runnable c = commands.poll(); c != null; c = commands.poll()) {
                    c.run();
                }
                for (var from = (InetSocketAddress) socket.receive(in.clear());
                        from != null;
                        from = (InetSocketAddress) socket.receive(in.clear())) {
                    receive(from, in.array(), in.position());
                }
                for (Session session : sessions) {
                    session.onDeadline();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void receive(InetSocketAddress from, byte[] buffer, int length) {
        if (Stun.claims(buffer[0] & 0xFF)) {
            String ufrag = Stun.receiverUfrag(buffer, 0, length);
            for (Session session : sessions) {
                if (session.ufrag.equals(ufrag)) {
                    session.ice.receive(from, buffer, 0, length, System.nanoTime());
                }
            }
            return;
        }
        if (luck.chance(loss)) {
            return;
        }
        for (Session session : sessions) {
            if (session.ice.isValidated(from)) {
                if (session == sessions.getFirst() && first.size() < 30) {
                    first.add(HexFormat.of().formatHex(buffer, 0, length));
                }
                largestRecord = Math.max(largestRecord, DtlsRecords.size(buffer, 0, length));
                session.dtls.receive(buffer, 0, length, System.nanoTime());
                session.flush();
                return;
            }
        }
    }

    /** One peer of the page's: ICE, the candidate, SCTP, and an echo. */
    private final class Session implements IceListener, DtlsListener, AssociationListener {
        final String ufrag;
        final IceLite ice;
        final DtlsSession dtls;

        @Nullable
        Association association;

        Session(IceCredentials local, SessionDescription remote) {
            ufrag = local.ufrag();
            ice = new IceLite(local, remote.ice(), this);
            dtls = candidate.server(shared, remote.fingerprint(), this);
        }

        long dueNanos() {
            return Math.min(dtls.deadlineNanos(), association == null ? Long.MAX_VALUE : association.deadlineNanos());
        }

        void onDeadline() {
            dtls.onDeadline(System.nanoTime());
            if (association != null) {
                association.onDeadline(System.nanoTime());
            }
            flush();
        }

        void flush() {
            if (association != null) {
                association.flush(System.nanoTime());
            }
        }

        private void send(InetSocketAddress to, byte[] buffer, int offset, int length) {
            try {
                socket.send(ByteBuffer.wrap(buffer, offset, length), to);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onStun(InetSocketAddress to, byte[] message) {
            send(to, message, 0, message.length);
        }

        @Override
        public void onValidated(InetSocketAddress address) {}

        @Override
        public void onForgotten(InetSocketAddress address) {}

        @Override
        public void onSelected(InetSocketAddress address) {}

        @Override
        public void onDatagram(byte[] buffer, int offset, int length) {
            if (!luck.chance(loss)) {
                send(Objects.requireNonNull(ice.selected()), buffer, offset, length);
            }
        }

        @Override
        public void onTask(Runnable task) {
            arithmetic.execute(() -> {
                task.run();
                execute(() -> dtls.onTaskDone(System.nanoTime()));
            });
        }

        @Override
        public void onConnected() {
            association = new Association(AssociationOptions.defaults(), this, random::nextLong, sctpScratch);
        }

        @Override
        public void onPlaintext(byte[] buffer, int offset, int length) {
            Objects.requireNonNull(association).receive(buffer, offset, length, System.nanoTime());
        }

        @Override
        public void onClosed(DtlsEnd end, String detail) {
            if (end != DtlsEnd.CLOSED_BY_PEER) {
                System.out.println(end + " " + detail);
            }
        }

        @Override
        public void onDrop(PacketDrop reason) {}

        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            dtls.seal(buffer, offset, length);
        }

        @Override
        public void onEstablished() {}

        @Override
        public void onMessage(int streamId, int protocol, byte[] payload) {
            Objects.requireNonNull(association).send(streamId, protocol, payload, Delivery.RELIABLE, System.nanoTime());
        }

        @Override
        public void onStreamsReset(int[] streamIds) {}

        @Override
        public void onClosed(AssociationEnd end, String detail) {}
    }
}
