package org.vsekai.rtc.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.dtls.DtlsScratch;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SdpWriter;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * One UDP port for any number of WebRTC peers, with one event loop. The server's peers ({@link #accept}) share the port's
 * socket. Each of a client's ({@link #offer}) has a socket of its own on the same loop, since DTLS 1.2 from one address
 * could not be told apart at the server. Any thread may call; none of the methods blocks but {@link #bind} and {@link
 * #close}.
 */
public final class RtcPort implements PeerAcceptor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RtcPort.class);
    /** Longer than a peer's own closing may take. */
    private static final long CLOSE_MILLIS = Peer.CLOSE_TIMEOUT_NANOS / 1_000_000 + 500;

    private static final long STOP_MILLIS = 2_000;
    private static final String CLIENT_MID = "0";

    private final RtcPortOptions options;
    private final DtlsIdentity identity;
    private final SecureRandom random = new SecureRandom();
    private final UdpTransport transport = UdpTransport.best();
    private final MultiThreadIoEventLoopGroup group;
    private final ExecutorService arithmetic;
    private final PortTallies tallies = new PortTallies();
    private final PeerLoop loop;
    private final AtomicInteger peerCount = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Channel socket;
    private final List<InetSocketAddress> candidates;

    private RtcPort(RtcPortOptions options, DtlsIdentity identity) throws BindException {
        this.options = options;
        this.identity = identity;
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("rtc-port", true), transport.ioHandlers());
        arithmetic = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                new DefaultThreadFactory("rtc-handshake", true));
        var context = new PeerContext(
                new DtlsContext(identity, random),
                new DtlsScratch(),
                random::nextLong,
                options.channels(),
                tallies.drops());
        EventLoop eventLoop = group.next();
        loop = new PeerLoop(eventLoop, context, arithmetic, tallies, peerCount::getAndDecrement);
        socket = listen(eventLoop);
        candidates = candidates();
    }

    /** @throws BindException if the address can't be had; its message says what to do, for a person */
    public static RtcPort bind(RtcPortOptions options, DtlsIdentity identity) throws BindException {
        return new RtcPort(options, identity);
    }

    private Channel listen(EventLoop eventLoop) throws BindException {
        InetSocketAddress at = options.bindAddress();
        ChannelFuture bound = transport
                .bootstrap(eventLoop, at.getAddress(), new UdpIngress(loop, null))
                .bind(at)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            arithmetic.shutdownNow();
            group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
            throw cannotBind(at, bound.cause());
        }
        Channel channel = bound.channel();
        eventLoop.execute(() -> loop.useServerSocket(channel));
        return channel;
    }

    private static BindException cannotBind(InetSocketAddress at, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        var exception = new BindException(
                reason.contains("in use")
                        ? "UDP port " + at.getPort() + " is in use: choose another with --udp"
                        : "Can't listen at UDP " + at.getAddress().getHostAddress() + ":" + at.getPort() + ": "
                                + reason);
        exception.initCause(cause);
        return exception;
    }

    private List<InetSocketAddress> candidates() {
        List<InetAddress> told = options.advertisedAddresses();
        List<InetAddress> addresses =
                told.isEmpty() ? AdvertisedAddresses.of(boundAddress().getAddress()) : told;
        return addresses.stream()
                .map(address -> new InetSocketAddress(address, boundAddress().getPort()))
                .toList();
    }

    public InetSocketAddress boundAddress() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Where answers tell clients to send to. */
    public List<InetSocketAddress> advertisedAddresses() {
        return candidates;
    }

    public int peerCount() {
        return peerCount.get();
    }

    public Tally<PacketDrop> drops() {
        return tallies.drops();
    }

    public Tally<CloseReason> ends() {
        return tallies.ends();
    }

    /** Every counter by name, for metrics: {@code traffic.…}, {@code drop.…}, {@code sctp.…} and {@code end.…}. */
    public Map<String, LongSupplier> counters() {
        return tallies.byName(loop.peers());
    }

    @Override
    public String accept(String offerSdp, PeerListener listener) throws BadOfferException, TooManyPeersException {
        SessionDescription offer = require(SdpParser.parseOffer(offerSdp));
        if (offer.setup() == Setup.PASSIVE) {
            throw new BadOfferException("The offer wants us to open DTLS, but we only answer: use actpass or active.");
        }
        var local = IceCredentials.random(random::nextLong);
        var driver = new PeerDriver(
                loop,
                listener,
                local.ufrag(),
                sink -> Peer.server(loop.context(), local, offer, sink, System.nanoTime()));
        takePlace();
        execute(() -> loop.add(driver));
        return SdpWriter.answer(describe(offer.mid(), local, Setup.PASSIVE, candidates), random.nextLong());
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
        var driver = new PeerDriver(
                loop,
                listener,
                local.ufrag(),
                sink -> Peer.client(loop.context(), local, answer, sink, System.nanoTime()));
        InetAddress from = options.bindAddress().getAddress();
        execute(() -> transport
                .bootstrap(loop.eventLoop(), from, new UdpIngress(loop, driver))
                .bind(from, 0)
                .addListener((ChannelFuture bound) -> onClientBound(driver, bound)));
    }

    private void onClientBound(PeerDriver driver, ChannelFuture bound) {
        if (bound.isSuccess()) {
            driver.useSocket(bound.channel());
            loop.add(driver);
        } else {
            LOG.warn("A client's socket can't be opened", bound.cause());
            driver.peer.closeNow(CloseReason.UNREACHABLE, System.nanoTime());
        }
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
        if (peerCount.incrementAndGet() > options.maxPeers()) {
            peerCount.decrementAndGet();
            throw new TooManyPeersException("The port holds " + options.maxPeers() + " peers, as many as it may.");
        }
    }

    private void execute(Runnable task) throws TooManyPeersException {
        try {
            loop.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            peerCount.decrementAndGet();
            throw new TooManyPeersException("The port is closed.");
        }
    }

    /** Closes every peer, waiting for what they still have to send for a second or so, then the sockets. Idempotent. Not from a listener. */
    @Override
    public void close() {
        Check.that(!loop.eventLoop().inEventLoop(), "the event loop does not wait for itself");
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var gone = new CompletableFuture<Void>();
        loop.eventLoop().execute(() -> loop.closeAll(gone));
        gone.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
        loop.eventLoop().submit(loop::dropAll).awaitUninterruptibly(STOP_MILLIS);
        socket.close().awaitUninterruptibly(STOP_MILLIS);
        arithmetic.shutdownNow();
        group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
    }
}
