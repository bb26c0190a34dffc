package org.vsekai.rtc.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vsekai.core.Check;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SdpWriter;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * One UDP port for any number of WebRTC peers, on one or several event loops. The server's peers ({@link #accept}) share the port. Each of a
 * client's ({@link #offer}) has a socket of its own, since DTLS 1.2 from one address could not be told apart at the server. Any thread may
 * call; none of the methods blocks but {@link #bind} and {@link #close}.
 */
public final class RtcPort implements PeerAcceptor, AutoCloseable {
    /** Longer than a peer's own closing may take. */
    private static final long CLOSE_MILLIS = Peer.CLOSE_TIMEOUT_NANOS / 1_000_000 + 500;

    private static final long STOP_MILLIS = 2_000;
    private static final String CLIENT_MID = "0";

    private final RtcPortOptions options;
    private final DtlsIdentity identity;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService arithmetic;
    /** A thread for each handshake under way, which runs only while {@link #arithmetic} waits for it. */
    private final ExecutorService handshakes = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("rtc-dtls-", 0).factory());

    private final PortTallies tallies = new PortTallies();
    private final PeerDirectory directory;
    private final List<PeerLoop> loops = new ArrayList<>();
    private final List<InetSocketAddress> boundAddresses = new ArrayList<>();
    private final List<InetSocketAddress> candidates;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RtcPort(RtcPortOptions options, DtlsIdentity identity, PeerPlaces places, UdpTransport transport)
            throws BindException {
        this.options = options;
        this.identity = identity;
        directory = new PeerDirectory(places);
        var threads = new AtomicInteger();
        arithmetic = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                task -> Thread.ofPlatform()
                        .name("rtc-handshake-" + threads.getAndIncrement())
                        .daemon()
                        .unstarted(task));
        try {
            open(transport);
        } catch (IOException e) {
            loops.forEach(PeerLoop::abandon);
            stopThreads();
            throw cannotBind(options.bindAddresses(), e);
        }
        candidates = candidates();
        loops.forEach(PeerLoop::start);
    }

    /** @throws BindException if an address can't be had; its message says what to do, for a person */
    public static RtcPort bind(RtcPortOptions options, DtlsIdentity identity) throws BindException {
        return bind(options, identity, UdpTransport.best());
    }

    /** As {@link #bind(RtcPortOptions, DtlsIdentity)}, with places that other ports may share, in place of {@code maxPeers}. */
    public static RtcPort bind(RtcPortOptions options, DtlsIdentity identity, PeerPlaces places) throws BindException {
        return new RtcPort(options, identity, places, UdpTransport.best());
    }

    static RtcPort bind(RtcPortOptions options, DtlsIdentity identity, UdpTransport transport) throws BindException {
        return new RtcPort(options, identity, new PeerPlaces(options.maxPeers()), transport);
    }

    private void open(UdpTransport transport) throws IOException {
        boolean isShared = options.eventLoops() > 1 && transport.canSharePorts();
        var dtls = new DtlsContext(
                identity, random, handshakes, NativeCrypto.provider(), DtlsContext.DEFAULT_MAX_HANDSHAKES);
        for (int i = 0; i < (isShared ? options.eventLoops() : 1); i++) {
            var context = PeerContext.of(dtls, random::nextLong, options.channels(), tallies.drops())
                    .withChannelsFromPeer(options.maxChannelsFromPeer());
            UdpIo io = transport.open(tallies.drops(), tallies.traffic());
            loops.add(new PeerLoop("rtc-port-" + i, io, context, directory, tallies, arithmetic));
        }
        int port = isShared ? claim() : options.bindAddresses().getFirst().getPort();
        for (InetSocketAddress address : options.bindAddresses()) {
            for (PeerLoop loop : loops) {
                var at = new InetSocketAddress(address.getAddress(), port);
                port = loop.bind(at, isShared).localAddress().getPort();
            }
            boundAddresses.add(new InetSocketAddress(address.getAddress(), port));
        }
    }

    /** Sockets that share an address would share it with another server's too: so first, it must be free. */
    private int claim() throws IOException {
        int port = options.bindAddresses().getFirst().getPort();
        for (InetSocketAddress address : options.bindAddresses()) {
            boolean isIpv4 = address.getAddress() instanceof Inet4Address;
            try (var alone =
                    DatagramChannel.open(isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
                alone.bind(new InetSocketAddress(address.getAddress(), port));
                port = ((InetSocketAddress) alone.getLocalAddress()).getPort();
            }
        }
        return port;
    }

    private static BindException cannotBind(List<InetSocketAddress> addresses, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        InetSocketAddress first = addresses.getFirst();
        String hosts = addresses.stream()
                .map(address -> address.getAddress().getHostAddress())
                .collect(Collectors.joining(", "));
        var exception = new BindException(
                reason.contains("in use")
                        ? "UDP port " + first.getPort() + " is in use: choose another with --udp"
                        : "Can't listen at UDP " + hosts + ", port " + first.getPort() + ": " + reason);
        exception.initCause(cause);
        return exception;
    }

    private List<InetSocketAddress> candidates() {
        List<InetAddress> told = options.advertisedAddresses();
        Stream<InetAddress> addresses = told.isEmpty()
                ? boundAddresses.stream().flatMap(bound -> AdvertisedAddresses.of(bound.getAddress()).stream())
                : told.stream();
        int port = boundAddress().getPort();
        return addresses
                .distinct()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** The first of the addresses listened at. */
    public InetSocketAddress boundAddress() {
        return boundAddresses.getFirst();
    }

    /** Where answers tell clients to send to. */
    public List<InetSocketAddress> advertisedAddresses() {
        return candidates;
    }

    public int peerCount() {
        return directory.placesTaken();
    }

    public Tally<PacketDrop> drops() {
        return tallies.drops();
    }

    public Tally<CloseReason> ends() {
        return tallies.ends();
    }

    /** Every counter by name, for metrics: {@code traffic.…}, {@code drop.…}, {@code sctp.…} and {@code end.…}. */
    public Map<String, LongSupplier> counters() {
        return tallies.byName(directory.peers());
    }

    @Override
    public String accept(String offerSdp, PeerListener listener) throws BadOfferException, TooManyPeersException {
        SessionDescription offer = require(SdpParser.parseOffer(offerSdp));
        if (offer.setup() == Setup.PASSIVE) {
            throw new BadOfferException("The offer wants us to open DTLS, but we only answer: use actpass or active.");
        }
        takePlace();
        var local = IceCredentials.random(random::nextLong);
        PeerLoop loop = nextLoop();
        var driver = new PeerDriver(
                loop,
                listener,
                local.ufrag(),
                sink -> Peer.server(loop.context(), local, offer, sink, System.nanoTime()));
        directory.add(driver, true);
        loop.execute(() -> loop.add(driver));
        return SdpWriter.answer(describe(offer.mid(), local, Setup.PASSIVE, candidates), random.nextLong());
    }

    /** In turn; a server's peer then moves to where its datagrams arrive. */
    private PeerLoop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    /** Prepares to connect to a server, as a client. */
    public PendingOffer offer(PeerListener listener) {
        var local = IceCredentials.random(random::nextLong);
        String sdp = SdpWriter.offer(describe(CLIENT_MID, local, Setup.ACTPASS, List.of()), random.nextLong());
        var answered = new AtomicBoolean();
        return new PendingOffer() {
            @Override
            public String sdp() {
                return sdp;
            }

            @Override
            public void answer(String answerSdp) throws BadOfferException, TooManyPeersException {
                SessionDescription answer = require(SdpParser.parseAnswer(answerSdp));
                if (answer.setup() != Setup.PASSIVE || answer.candidates().isEmpty()) {
                    throw new BadOfferException("The answer is not that of a server: a=setup:passive and a candidate.");
                }
                Check.that(answered.compareAndSet(false, true), "an offer is answered once");
                connect(local, answer, listener);
            }
        };
    }

    private void connect(IceCredentials local, SessionDescription answer, PeerListener listener)
            throws TooManyPeersException {
        takePlace();
        PeerLoop loop = nextLoop();
        var driver = new PeerDriver(
                loop,
                listener,
                local.ufrag(),
                sink -> Peer.client(loop.context(), local, answer, sink, System.nanoTime()));
        directory.add(driver, false);
        var from = new InetSocketAddress(boundAddress().getAddress(), 0);
        loop.execute(() -> loop.addWithSocket(driver, from));
    }

    private SessionDescription describe(
            String mid, IceCredentials local, Setup setup, List<InetSocketAddress> addresses) {
        return new SessionDescription(
                mid,
                local,
                identity.fingerprint(),
                setup,
                SessionDescription.SCTP_PORT,
                setup == Setup.PASSIVE ? Peer.MAX_MESSAGE_TO_SERVER_BYTES : Peer.MAX_MESSAGE_BYTES,
                addresses);
    }

    private static SessionDescription require(SdpParsed parsed) throws BadOfferException {
        return switch (parsed) {
            case SdpParsed.Ok ok -> ok.description();
            case SdpParsed.Refused refused -> throw new BadOfferException(refused.reason());
        };
    }

    private void takePlace() throws TooManyPeersException {
        if (closed.get()) {
            throw new TooManyPeersException("The port is closing.");
        }
        directory.takePlace();
    }

    /** Closes every peer, waiting for what they still have to send for a second or so, then the sockets. Idempotent. Not from a listener. */
    @Override
    public void close() {
        Check.that(loops.stream().noneMatch(PeerLoop::isOwnThread), "an event loop does not wait for itself");
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        loops.forEach(loop -> loop.execute(loop::closeAll));
        directory
                .close()
                .completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        loops.forEach(loop -> loop.execute(loop::dropAll));
        loops.forEach(loop -> loop.stop(STOP_MILLIS));
        stopThreads();
    }

    private void stopThreads() {
        arithmetic.shutdownNow();
        handshakes.shutdownNow();
    }
}
