package org.vsekai.rtc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.HotPath;
import org.vsekai.core.MpscQueue;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.ice.Stun;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;

/**
 * The peers of one event loop: finds the peer of each datagram, carries out commands, wakes peers at their deadlines, and
 * lets each peer that something happened to flush once per batch. Confined to the event loop but for what says otherwise.
 */
final class PeerLoop {
    /** Messages from other threads that wait for the loop; a full queue refuses. */
    static final int COMMAND_CAPACITY = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(PeerLoop.class);
    /** Deadlines closer together than this share a wake-up. */
    private static final long TIMER_GRAIN_NANOS = 1_000_000L;

    private final EventLoop eventLoop;
    private final PeerContext context;
    private final Executor arithmetic;
    private final Map<Integer, ChannelOptions> channels = new HashMap<>();
    private final Set<PeerDriver> peers = ConcurrentHashMap.newKeySet();
    private final Map<String, PeerDriver> byUfrag = new HashMap<>();
    private final Map<InetSocketAddress, PeerDriver> byAddress = new HashMap<>();
    private final DeadlineHeap<PeerDriver> deadlines = new DeadlineHeap<>();
    private final List<PeerDriver> dirty = new ArrayList<>();
    private final byte[] inbound = new byte[UdpTransport.MAX_DATAGRAM_BYTES];
    private final MpscQueue<PeerCommand> commands = new MpscQueue<>(COMMAND_CAPACITY);
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final PortTallies tallies;
    private final Runnable onPeerGone;
    private @Nullable Channel serverSocket;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos = PeerDriver.NEVER;
    private @Nullable CompletableFuture<Void> allGone;

    PeerLoop(EventLoop eventLoop, PeerContext context, Executor arithmetic, PortTallies tallies, Runnable onPeerGone) {
        this.eventLoop = eventLoop;
        this.context = context;
        this.arithmetic = arithmetic;
        this.tallies = tallies;
        this.onPeerGone = onPeerGone;
        context.channels().forEach(channel -> channels.put(channel.id(), channel));
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    PeerContext context() {
        return context;
    }

    void useServerSocket(Channel channel) {
        serverSocket = channel;
    }

    @Nullable
    Channel serverSocket() {
        return serverSocket;
    }

    /** Any thread. */
    @Nullable
    ChannelOptions channel(int id) {
        return channels.get(id);
    }

    /** Any thread. */
    void count(PacketDrop reason) {
        context.drops().count(reason);
    }

    void countOut(int bytes) {
        tallies.traffic().count(PortTraffic.DATAGRAMS_OUT);
        tallies.traffic().add(PortTraffic.BYTES_OUT, bytes);
    }

    void countConnected() {
        tallies.traffic().count(PortTraffic.PEERS_CONNECTED);
    }

    /** Any thread; the peers of the moment. */
    Set<PeerDriver> peers() {
        return peers;
    }

    void add(PeerDriver driver) {
        peers.add(driver);
        if (driver.socket() == null) {
            byUfrag.put(driver.ufrag, driver);
        }
        touch(driver);
        if (allGone != null) {
            driver.peer.closeNow(CloseReason.PORT_CLOSED, System.nanoTime());
        }
        endBatch();
    }

    /** Any thread. False when full. */
    boolean offer(PeerCommand command) {
        if (!commands.offer(command)) {
            return false;
        }
        askForDrain();
        return true;
    }

    /** Any thread. For commands that are rare and must not be lost: a full queue is gone round. */
    void offerAlways(PeerCommand command) {
        if (!offer(command)) {
            execute(() -> {
                carryOut(command, System.nanoTime());
                endBatch();
            });
        }
    }

    private void askForDrain() {
        if (drainAsked.compareAndSet(false, true)) {
            execute(this::drain);
        }
    }

    /** Any thread. After the loop has stopped there is nothing left to do anything to. */
    private void execute(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The event loop has stopped: {}", stopped.getMessage());
        }
    }

    @HotPath
    private void drain() {
        drainAsked.set(false);
        long now = System.nanoTime();
        for (int i = 0; i < COMMAND_CAPACITY; i++) {
            PeerCommand command = commands.poll();
            if (command == null) {
                break;
            }
            carryOut(command, now);
        }
        endBatch();
    }

    private void carryOut(PeerCommand command, long now) {
        PeerDriver driver = command.peer();
        try {
            switch (command) {
                case PeerCommand.Send send -> driver.sendNow(send.channelId(), send.message(), now);
                case PeerCommand.Close close -> close.peer().peer.close(CloseReason.LOCAL, now);
            }
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        touch(driver);
    }

    /** @param onlyPeer the peer that the socket belongs to, or null if it is the server's */
    @HotPath
    void onDatagram(@Nullable PeerDriver onlyPeer, InetSocketAddress from, ByteBuf content) {
        int length = Math.min(content.readableBytes(), inbound.length);
        tallies.traffic().count(PortTraffic.DATAGRAMS_IN);
        tallies.traffic().add(PortTraffic.BYTES_IN, length);
        if (length == 0) {
            count(PacketDrop.JUNK_FIRST_BYTE);
            return;
        }
        content.readBytes(inbound, 0, length);
        PeerDriver driver = onlyPeer != null ? onlyPeer : find(from, length);
        if (driver == null) {
            return;
        }
        try {
            driver.peer.receive(from, inbound, 0, length, System.nanoTime());
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        touch(driver);
    }

    /** STUN by the user name fragment even if the address is known: it is what can move a peer to another address. */
    private @Nullable PeerDriver find(InetSocketAddress from, int length) {
        int first = inbound[0] & 0xFF;
        if (Stun.claims(first)) {
            String ufrag = Stun.receiverUfrag(inbound, 0, length);
            PeerDriver driver = ufrag == null ? null : byUfrag.get(ufrag);
            if (driver == null) {
                count(ufrag == null ? PacketDrop.BAD_STUN : PacketDrop.UNKNOWN_UFRAG);
            }
            return driver;
        }
        if (!Peer.isDtls(first)) {
            count(PacketDrop.JUNK_FIRST_BYTE);
            return null;
        }
        PeerDriver driver = byAddress.get(from);
        if (driver == null) {
            count(PacketDrop.UNKNOWN_SOURCE);
        }
        return driver;
    }

    void route(InetSocketAddress address, PeerDriver driver) {
        byAddress.put(address, driver);
        if (!driver.addresses.contains(address)) {
            driver.addresses.add(address);
        }
    }

    void unroute(InetSocketAddress address, PeerDriver driver) {
        byAddress.remove(address, driver);
        driver.addresses.remove(address);
    }

    void runElsewhere(PeerDriver driver, Runnable task) {
        try {
            arithmetic.execute(() -> {
                task.run();
                execute(() -> onTaskDone(driver));
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("The port is closing: {}", closing.getMessage());
        }
    }

    private void onTaskDone(PeerDriver driver) {
        try {
            driver.peer.onTaskDone(System.nanoTime());
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        touch(driver);
        endBatch();
    }

    private void touch(PeerDriver driver) {
        if (!driver.isDirty) {
            driver.isDirty = true;
            dirty.add(driver);
        }
    }

    /** Lets every peer that something happened to send what is due, then hands all to the kernel at once. */
    @HotPath
    void endBatch() {
        long now = System.nanoTime();
        for (int i = 0; i < dirty.size(); i++) {
            PeerDriver driver = dirty.get(i);
            driver.isDirty = false;
            try {
                driver.flush(now);
            } catch (RuntimeException bug) {
                fail(driver, bug);
            }
            driver.dueNanos = driver.peer.deadlineNanos();
            deadlines.update(driver);
        }
        dirty.clear();
        if (serverSocket != null) {
            serverSocket.flush();
        }
        setTimer(now);
    }

    private void setTimer(long now) {
        PeerDriver first = deadlines.first();
        if (first == null || first.dueNanos >= timerNanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        long delay = Math.max(TIMER_GRAIN_NANOS, first.dueNanos - now);
        timerNanos = now + delay;
        timer = eventLoop.schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        timerNanos = PeerDriver.NEVER;
        long now = System.nanoTime();
        for (PeerDriver driver = deadlines.first();
                driver != null && driver.dueNanos <= now;
                driver = deadlines.first()) {
            deadlines.remove(driver);
            try {
                driver.peer.onDeadline(now);
            } catch (RuntimeException bug) {
                fail(driver, bug);
            }
            touch(driver);
        }
        endBatch();
    }

    /** A bug of ours or of the listener's ends the peer that ran into it, and no other. */
    private void fail(PeerDriver driver, RuntimeException bug) {
        LOG.error("A peer's connection is closed because of a bug", bug);
        try {
            driver.peer.closeNow(CloseReason.PROTOCOL_ERROR, System.nanoTime());
        } catch (RuntimeException again) {
            LOG.error("Closing it failed too", again);
        }
        try {
            driver.onClosed(CloseReason.PROTOCOL_ERROR, "a bug");
        } catch (RuntimeException again) {
            LOG.error("Its listener failed too", again);
        }
    }

    /** The driver tells it once, after which nothing leads to the peer any more. */
    void onClosed(PeerDriver driver, CloseReason reason, String detail) {
        LOG.debug("A peer is gone: {}, {}", reason, detail);
        peers.remove(driver);
        byUfrag.remove(driver.ufrag, driver);
        driver.addresses.forEach(address -> byAddress.remove(address, driver));
        deadlines.remove(driver);
        tallies.retire(driver.peer, reason);
        Channel socket = driver.socket();
        if (socket != null) {
            socket.flush();
            socket.close(socket.newPromise()).addListener(closed -> LOG.debug("A client's socket is closed"));
        }
        onPeerGone.run();
        completeIfAllGone();
    }

    /** Closes every peer; the future completes when the last is gone. */
    void closeAll(CompletableFuture<Void> gone) {
        allGone = gone;
        long now = System.nanoTime();
        for (PeerDriver driver : List.copyOf(peers)) {
            driver.peer.close(CloseReason.PORT_CLOSED, now);
            touch(driver);
        }
        endBatch();
        completeIfAllGone();
    }

    /** Ends every peer that is still there. */
    void dropAll() {
        long now = System.nanoTime();
        for (PeerDriver driver : List.copyOf(peers)) {
            driver.peer.closeNow(CloseReason.PORT_CLOSED, now);
        }
        endBatch();
    }

    private void completeIfAllGone() {
        if (allGone != null && peers.isEmpty()) {
            allGone.complete(null);
        }
    }
}
