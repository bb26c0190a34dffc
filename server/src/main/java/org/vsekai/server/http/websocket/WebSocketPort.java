package org.vsekai.server.http.websocket;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Tally;
import org.vsekai.gateway.websocket.Fault;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.rtc.peer.Peer;

/**
 * The peers that come over WebSockets. A join is answered with a ticket; the WebSocket that brings it is that peer's. A ticket
 * is good once and for a short while, so whoever has none costs no more than an HTTP request.
 *
 * <p>For any thread. Each peer has two virtual threads, one that reads and one that writes; one more looks after them all.
 */
public final class WebSocketPort implements PeerAcceptor, AutoCloseable {
    /**
     * How long to wait for somebody who may be gone.
     *
     * @param ticketNanos from the answer of the join to its WebSocket
     * @param silenceNanos without a frame from the client; it has a ping to answer every 5 s
     */
    record Patience(long ticketNanos, long silenceNanos) {
        /** As over WebRTC: 15 s; and within 30 s whoever is gone is found out. */
        static final Patience USUAL = new Patience(Peer.CONNECT_TIMEOUT_NANOS, TimeUnit.SECONDS.toNanos(25));
    }

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPort.class);
    private static final int TICKET_BYTES = 16;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A little longer than a peer's own closing may take. */
    private static final long CLOSE_NANOS = Peer.CLOSE_TIMEOUT_NANOS + 2 * LOOK_NANOS;

    private final PeerPlaces places;
    private final Patience patience;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, WebSocketPeer> awaited = new ConcurrentHashMap<>();
    private final Set<WebSocketPeer> peers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger peerCount = new AtomicInteger();
    private final Tally<SocketDrop> drops = new Tally<>(SocketDrop.class);
    private final Tally<Fault> faults = new Tally<>(Fault.class);
    private final Tally<UpgradeRefusal> refusals = new Tally<>(UpgradeRefusal.class);
    private final Tally<CloseReason> ends = new Tally<>(CloseReason.class);
    private final Tally<Traffic> traffic = new Tally<>(Traffic.class);
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Thread looksAfter;

    /** @param places may be shared with other ports */
    public WebSocketPort(PeerPlaces places) {
        this(places, Patience.USUAL);
    }

    WebSocketPort(PeerPlaces places, Patience patience) {
        this.places = places;
        this.patience = patience;
        looksAfter = Thread.ofVirtual().name("websocket-sweeper").start(this::lookAfter);
    }

    @Override
    public String accept(String offer, PeerListener listener) throws TooManyPeersException {
        places.take();
        peerCount.getAndIncrement();
        byte[] secret = new byte[TICKET_BYTES];
        random.nextBytes(secret);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        awaited.put(ticket, new WebSocketPeer(this, listener, System.nanoTime()));
        if (isClosed.get()) {
            expire(ticket, CloseReason.PORT_CLOSED);
        }
        return ticket;
    }

    /** The peer whose ticket that is; null if it is nobody's any more. */
    @Nullable
    WebSocketPeer redeem(String ticket) {
        return awaited.remove(ticket);
    }

    /** As many as may come at a time, each with a connection. */
    public int mostPeers() {
        return places.most();
    }

    public int peerCount() {
        return peerCount.get();
    }

    /** Every counter by name, for metrics: {@code traffic.…}, {@code drop.…}, {@code fault.…}, {@code refusal.…}, {@code end.…}. */
    public Map<String, LongSupplier> counters() {
        Map<String, LongSupplier> byName = new LinkedHashMap<>();
        addCounters("traffic", traffic, byName);
        addCounters("drop", drops, byName);
        addCounters("fault", faults, byName);
        addCounters("refusal", refusals, byName);
        addCounters("end", ends, byName);
        return byName;
    }

    private static <E extends Enum<E>> void addCounters(String kind, Tally<E> tally, Map<String, LongSupplier> byName) {
        tally.forEach((constant, count) ->
                byName.put(kind + "." + constant.name().toLowerCase(Locale.ROOT), () -> tally.get(constant)));
    }

    void count(SocketDrop reason) {
        drops.count(reason);
    }

    void count(Fault fault) {
        faults.count(fault);
    }

    void count(UpgradeRefusal refusal) {
        refusals.count(refusal);
    }

    void countIn(int bytes) {
        traffic.count(Traffic.MESSAGES_IN);
        traffic.add(Traffic.BYTES_IN, bytes);
    }

    void countOut(int bytes) {
        traffic.count(Traffic.FRAMES_OUT);
        traffic.add(Traffic.BYTES_OUT, bytes);
    }

    void onConnected(WebSocketPeer peer) {
        traffic.count(Traffic.PEERS_CONNECTED);
        peers.add(peer);
        if (isClosed.get()) {
            peer.goAway();
        }
    }

    /** The peer tells it once, however it ended. */
    void onGone(WebSocketPeer peer, CloseReason reason) {
        peers.remove(peer);
        ends.count(reason);
        peerCount.getAndDecrement();
        places.giveBack();
    }

    private void lookAfter() {
        while (!isClosed.get()) {
            LockSupport.parkNanos(LOOK_NANOS);
            try {
                look();
            } catch (RuntimeException bug) {
                LOG.error("WebSockets could not be looked after", bug);
            }
        }
    }

    private void look() {
        long now = System.nanoTime();
        awaited.forEach((ticket, peer) -> {
            if (now - peer.createdAtNanos() > patience.ticketNanos()) {
                expire(ticket, CloseReason.CONNECT_TIMEOUT);
            }
        });
        peers.forEach(peer -> peer.look(now, patience.silenceNanos()));
    }

    /** Whoever takes the ticket out has its peer. */
    private void expire(String ticket, CloseReason why) {
        WebSocketPeer late = awaited.remove(ticket);
        if (late != null) {
            late.neverCame(why);
        }
    }

    /** Says goodbye to every peer, waiting for what they still have to be sent for a second or so. Idempotent. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        LockSupport.unpark(looksAfter);
        List.copyOf(awaited.keySet()).forEach(ticket -> expire(ticket, CloseReason.PORT_CLOSED));
        peers.forEach(WebSocketPeer::goAway);
        long until = System.nanoTime() + CLOSE_NANOS;
        while (!peers.isEmpty() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS / 10);
            look();
        }
        peers.forEach(WebSocketPeer::abort);
    }
}
