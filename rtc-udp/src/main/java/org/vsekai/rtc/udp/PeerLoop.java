package org.vsekai.rtc.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.ice.Stun;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;

/**
 * One event loop and its thread. A turn takes what other threads handed over and what has arrived, wakes the peers whose deadline has come,
 * lets each peer that something happened to send what is due, and hands all of it to the kernel at once.
 *
 * <p>Turns begin at least {@link #TURN_NANOS} apart: under load that makes batches, which is what keeps a packet cheap, and at rest it delays
 * nothing. Methods are confined to the loop's thread but for those that say otherwise.
 */
final class PeerLoop implements DatagramSink, Mailbox.Reader<PeerDriver> {
    /** Messages from other threads that wait for the loop; a full box refuses. */
    static final int MAILBOX_CAPACITY = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(PeerLoop.class);
    private static final long TURN_NANOS = 500_000L;
    private static final long MAX_WAIT_NANOS = 60_000_000_000L;

    private final UdpIo io;
    private final PeerContext context;
    private final PeerDirectory directory;
    private final PortTallies tallies;
    private final Executor arithmetic;
    private final Thread thread;
    /** The agreed channels, by their ids. */
    private final @Nullable ChannelOptions[] channels;

    private final List<UdpSocket> sockets = new ArrayList<>();
    private final AddressTable<Route> byAddress;
    private final DeadlineHeap<PeerDriver> deadlines = new DeadlineHeap<>();
    private final List<PeerDriver> dirty = new ArrayList<>();
    private final Mailbox<PeerDriver> mailbox = new Mailbox<>(MAILBOX_CAPACITY);
    /** Rare work from other threads: a few for each peer's life. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Whether the thread waits for the network, or is about to, and has not been woken. */
    private final AtomicBoolean isAsleep = new AtomicBoolean();

    /** The time of the turn under way. */
    private long now;

    private boolean isClosing;
    private volatile boolean isStopped;

    /** Whose datagrams come this way. */
    private record Route(Arrival arrival, PeerDriver driver) {}

    PeerLoop(
            String name,
            UdpIo io,
            PeerContext context,
            PeerDirectory directory,
            PortTallies tallies,
            Executor arithmetic) {
        this.io = io;
        this.context = context;
        this.directory = directory;
        this.tallies = tallies;
        this.arithmetic = arithmetic;
        byAddress = new AddressTable<>(context.secureRandom().getAsLong());
        channels = byId(context.channels());
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    private static @Nullable ChannelOptions[] byId(List<ChannelOptions> agreed) {
        int count = agreed.stream().mapToInt(ChannelOptions::id).max().orElse(-1) + 1;
        @Nullable ChannelOptions[] channels = new ChannelOptions[count];
        agreed.forEach(channel -> channels[channel.id()] = channel);
        return channels;
    }

    /** Before {@link #start}: a socket that all peers of the loop share. */
    UdpSocket bind(InetSocketAddress address, boolean isShared) throws IOException {
        UdpSocket socket = io.bind(address, isShared, null);
        sockets.add(socket);
        return socket;
    }

    void start() {
        thread.start();
    }

    /** Before {@link #start}: gives back what was bound. */
    void abandon() {
        io.close();
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    PeerContext context() {
        return context;
    }

    UdpSocket socket(int index) {
        return sockets.get(index);
    }

    /** An agreed channel. Any thread. */
    @Nullable
    ChannelOptions channel(int id) {
        return id >= 0 && id < channels.length ? channels[id] : null;
    }

    /** Any thread. */
    void count(PacketDrop reason) {
        tallies.drops().count(reason);
    }

    void countConnected() {
        tallies.traffic().count(PortTraffic.PEERS_CONNECTED);
    }

    private void run() {
        now = System.nanoTime();
        while (!isStopped) {
            try {
                turn();
            } catch (RuntimeException bug) {
                LOG.error("A turn of the event loop was cut short by a bug", bug);
            }
            rest();
        }
        io.close();
    }

    @HotPath
    private void turn() {
        now = System.nanoTime();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        mailbox.drain(this);
        io.receive(this);
        wakeDue();
        flushDirty();
        io.flush();
    }

    /** Waits for the next turn. */
    @HotPath
    private void rest() {
        long pause = now + TURN_NANOS - System.nanoTime();
        if (pause > 0) {
            LockSupport.parkNanos(pause);
        }
        isAsleep.set(true);
        // What is handed over from here on wakes the loop; what was before is seen now.
        boolean isWanted = isStopped || !mailbox.isEmpty() || !tasks.isEmpty();
        PeerDriver first = deadlines.first();
        long due = first == null ? Long.MAX_VALUE : first.dueNanos - System.nanoTime();
        io.await(isWanted ? 0 : Math.clamp(due, 0, MAX_WAIT_NANOS));
        isAsleep.set(false);
    }

    /** Any thread. */
    private void wake() {
        if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
            io.wake();
        }
    }

    /** Any thread. False when full. */
    @HotPath
    boolean offerMessage(PeerDriver driver, int channelId, byte[] message) {
        boolean isTaken = mailbox.offerMessage(driver, channelId, message);
        wake();
        return isTaken;
    }

    /** Any thread. For what is rare and must not be lost. */
    void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /** Any thread: for what is rare and concerns one peer, wherever it is by then. */
    void execute(PeerDriver driver, LongConsumer action) {
        execute(() -> {
            if (driver.loop() != this) {
                driver.loop().execute(driver, action);
                return;
            }
            try {
                action.accept(now);
            } catch (RuntimeException bug) {
                fail(driver, bug);
            }
            touch(driver);
        });
    }

    /** Any thread: closes after what was handed over before. */
    void close(PeerDriver driver) {
        if (mailbox.offerClose(driver)) {
            wake();
        } else {
            execute(() -> onClose(driver));
        }
    }

    @Override
    public void onClose(PeerDriver driver) {
        if (driver.loop() == this) {
            driver.peer.close(CloseReason.LOCAL, now);
            touch(driver);
        } else {
            driver.loop().close(driver);
        }
    }

    void add(PeerDriver driver) {
        if (isClosing) {
            driver.peer.closeNow(CloseReason.PORT_CLOSED, now);
        }
        touch(driver);
    }

    /** Opens a socket that is the peer's alone. */
    void addWithSocket(PeerDriver driver, InetSocketAddress local) {
        try {
            driver.useSocket(io.bind(local, false, driver));
            add(driver);
        } catch (IOException e) {
            LOG.warn("A client's socket can't be opened: {}", e.getMessage());
            driver.peer.closeNow(CloseReason.UNREACHABLE, now);
        }
    }

    @Override
    @HotPath
    public void onMessage(PeerDriver driver, int channelId, byte[] message) {
        try {
            driver.onLetter(channelId, message, now);
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        touch(driver);
    }

    @Override
    @HotPath
    public void onDatagram(UdpSocket socket, long high, long low, int port, byte[] data, int length) {
        if (length == 0) {
            count(PacketDrop.JUNK_FIRST_BYTE);
            return;
        }
        PeerDriver owner = socket.owner();
        if (owner != null) {
            deliver(owner, null, owner.addressOf(high, low, port), data, length);
            return;
        }
        Route known = byAddress.find(high, low, port);
        int first = data[0] & 0xFF;
        if (Stun.claims(first)) {
            PeerDriver named = findByUfrag(data, length);
            if (named != null) {
                Arrival how =
                        known != null && known.driver() == named ? known.arrival() : arrival(socket, high, low, port);
                dispatch(named, how, data, length);
            }
        } else if (!Peer.isDtls(first)) {
            count(PacketDrop.JUNK_FIRST_BYTE);
        } else if (known == null) {
            count(PacketDrop.UNKNOWN_SOURCE);
        } else {
            dispatch(known.driver(), known.arrival(), data, length);
        }
    }

    /** Even if the address is known: STUN is what can move a peer to another address. */
    private @Nullable PeerDriver findByUfrag(byte[] data, int length) {
        String ufrag = Stun.receiverUfrag(data, 0, length);
        PeerDriver driver = ufrag == null ? null : directory.find(ufrag);
        if (driver == null) {
            count(ufrag == null ? PacketDrop.BAD_STUN : PacketDrop.UNKNOWN_UFRAG);
        }
        return driver;
    }

    private Arrival arrival(UdpSocket socket, long high, long low, int port) {
        return new Arrival(RemoteAddress.of(high, low, port), this, sockets.indexOf(socket));
    }

    @HotPath
    private void dispatch(PeerDriver driver, Arrival how, byte[] data, int length) {
        if (driver.loop() == this) {
            driver.isAnchored = true;
            deliver(driver, how, how.from().socketAddress(), data, length);
        } else {
            driver.loop().forward(driver, how, Arrays.copyOf(data, length));
        }
    }

    private void deliver(PeerDriver driver, @Nullable Arrival how, InetSocketAddress from, byte[] data, int length) {
        try {
            driver.receive(how, from, data, length, now);
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        settle(driver);
    }

    /** Now, while it is in the cache: most of what comes in has nothing go out. */
    private void settle(PeerDriver driver) {
        if (driver.isFlushDue(now)) {
            touch(driver);
        } else if (!driver.isDirty) {
            reschedule(driver);
        }
    }

    /** Any thread: a datagram came in through another loop, or for a peer that has moved. */
    private void forward(PeerDriver driver, Arrival how, byte[] datagram) {
        if (!mailbox.offerDatagram(driver, how, datagram)) {
            count(PacketDrop.FORWARD_QUEUE_FULL);
        }
        wake();
    }

    @Override
    public void onDatagram(PeerDriver driver, Arrival how, byte[] datagram) {
        if (driver.loop() == this && !driver.isAnchored) {
            move(driver, how.loop());
        }
        dispatch(driver, how, datagram, datagram.length);
    }

    /** Its first check came in through another loop, and so will what follows: the kernel chooses by the remote address. */
    private void move(PeerDriver driver, PeerLoop to) {
        deadlines.remove(driver);
        dirty.remove(driver);
        driver.isDirty = false;
        driver.isAnchored = true;
        driver.moveTo(to);
        to.execute(() -> to.add(driver));
    }

    /** What comes this way is the peer's. */
    void route(Arrival arrival, PeerDriver driver) {
        arrival.loop().onOwnThread(loop -> loop.byAddress.put(arrival.from(), new Route(arrival, driver)), this);
    }

    void unroute(Arrival arrival, PeerDriver driver) {
        arrival.loop().onOwnThread(loop -> loop.byAddress.remove(arrival.from(), new Route(arrival, driver)), this);
    }

    private void onOwnThread(Consumer<PeerLoop> action, PeerLoop caller) {
        if (caller == this) {
            action.accept(this);
        } else {
            execute(() -> action.accept(this));
        }
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
            driver.peer.onTaskDone(now);
        } catch (RuntimeException bug) {
            fail(driver, bug);
        }
        touch(driver);
    }

    private void touch(PeerDriver driver) {
        if (!driver.isDirty) {
            driver.isDirty = true;
            dirty.add(driver);
        }
    }

    @HotPath
    private void wakeDue() {
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
    }

    @HotPath
    private void flushDirty() {
        for (int i = 0; i < dirty.size(); i++) {
            PeerDriver driver = dirty.get(i);
            driver.isDirty = false;
            try {
                driver.flush(now);
            } catch (RuntimeException bug) {
                fail(driver, bug);
            }
            reschedule(driver);
        }
        dirty.clear();
    }

    /**
     * A deadline that moved away is left where it is: most do so with every packet, and to wake a peer once too early costs less than to keep
     * up with that.
     */
    private void reschedule(PeerDriver driver) {
        long due = driver.peer.deadlineNanos();
        if (due < driver.dueNanos || driver.heapIndex < 0) {
            driver.dueNanos = due;
            deadlines.update(driver);
        }
    }

    /** A bug of ours or of the listener's ends the peer that ran into it, and no other. */
    private void fail(PeerDriver driver, RuntimeException bug) {
        LOG.error("A peer's connection is closed because of a bug", bug);
        try {
            driver.peer.closeNow(CloseReason.PROTOCOL_ERROR, now);
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
        driver.addresses().forEach(arrival -> unroute(arrival, driver));
        deadlines.remove(driver);
        tallies.retire(driver.peer, reason);
        UdpSocket socket = driver.ownSocket();
        if (socket != null) {
            execute(socket::close);
        }
        directory.remove(driver);
    }

    /** Closes every peer of this loop, and those that come yet. */
    void closeAll() {
        isClosing = true;
        for (PeerDriver driver : directory.peers()) {
            if (driver.loop() == this) {
                driver.peer.close(CloseReason.PORT_CLOSED, now);
                touch(driver);
            }
        }
    }

    /** Ends every peer of this loop that is still there. */
    void dropAll() {
        for (PeerDriver driver : directory.peers()) {
            if (driver.loop() == this) {
                driver.peer.closeNow(CloseReason.PORT_CLOSED, now);
                touch(driver);
            }
        }
    }

    /** Any thread but the loop's own: ends the thread after what was handed over, and waits for that. */
    void stop(long millis) {
        execute(() -> isStopped = true);
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
