package org.vsekai.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.gateway.Gateway;
import org.vsekai.gateway.GatewayOptions;
import org.vsekai.gateway.JoinService;
import org.vsekai.gateway.ReplicationThread;
import org.vsekai.gateway.Transport;
import org.vsekai.gateway.WorldFacts;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.server.config.ServerConfig;
import org.vsekai.server.control.ControlSocket;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.RegionLostException;
import org.vsekai.world.World;
import org.vsekai.world.WorldOptions;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryThread;
import org.vsekai.world.history.HistoryUpkeep;

/**
 * One running server: the store, the world in it, the gateway and the ports, put together and taken apart in order. The ports
 * and the store come up side by side; whoever asks to join meanwhile is told to come back.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How long clients have to take their leave, before the world takes no more inputs. */
    private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long FAREWELL_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** For each player one that is there and one that is leaving, over whatever transport. */
    private static final int PEERS_PER_PLAYER = 2;

    private final FrontDoor door;
    private final UdpPort udp;
    private final World world;
    private final Gateway gateway;
    private final Deque<AutoCloseable> open;
    private final CompletableFuture<String> stopped;

    private Server(
            FrontDoor door,
            UdpPort udp,
            World world,
            Gateway gateway,
            Deque<AutoCloseable> open,
            CompletableFuture<String> stopped) {
        this.door = door;
        this.udp = udp;
        this.world = world;
        this.gateway = gateway;
        this.open = open;
        this.stopped = stopped;
    }

    /**
     * Puts a server together; players can join when this returns.
     *
     * @throws CannotStartException when it can't; what was opened is closed again
     */
    static Server start(ServerConfig config) throws InterruptedException {
        StartTimes times = new StartTimes();
        Deque<AutoCloseable> open = new ArrayDeque<>();
        PeerPlaces places = new PeerPlaces(PEERS_PER_PLAYER * config.maxPlayers());
        try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<FrontDoor> door = starting.submit(() -> FrontDoor.open(config, places));
            Future<UdpPort> udp = starting.submit(() -> UdpPort.open(config, places));
            try {
                Server server = assemble(config, times, open, door, udp);
                server.door.ready();
                times.ended(StartTimes.Part.PORTS);
                return server;
            } catch (RuntimeException | ExecutionException failure) {
                closeIfOpened(door);
                closeIfOpened(udp);
                closeAll(open);
                throw explained(failure);
            }
        }
    }

    private static Server assemble(
            ServerConfig config,
            StartTimes times,
            Deque<AutoCloseable> open,
            Future<FrontDoor> opensDoor,
            Future<UdpPort> opensUdp)
            throws InterruptedException, ExecutionException {
        CompletableFuture<String> stopped = new CompletableFuture<>();
        StoreLocation location =
                config.store().orElseGet(() -> new StoreLocation.Folder(DataFolder.store(config.data())));
        Database store = Stores.open(
                location,
                RocksOptions.DEFAULT
                        .withMemoryBytes(config.storeMemoryBytes())
                        .withOnFailure(failure -> stopped.complete("the store failed: " + failure.getMessage())));
        open.push(store);
        times.ended(StartTimes.Part.STORE);
        World world = World.open(
                store,
                new WorldOptions(
                        Stores.WORLD,
                        config.worldSeed(),
                        config.worldSize(),
                        config.tickThreads(),
                        config.chunkBytes(),
                        new SecureRandom()));
        Gateway gateway = new Gateway(
                gatewayOptions(config),
                WorldFacts.of(config.worldName(), world.terrainSeed(), world.bounds()),
                world.port(),
                System::nanoTime);
        ReplicationThread replication = new ReplicationThread(gateway, stopped::complete);
        replication.start();
        open.push(replication); // Until the world has said its last.
        world.start(replication);
        times.ended(StartTimes.Part.WORLD);
        open.push(world::drain); // Only where starting fails later, or the region has stopped: it is idempotent.
        open.push(sweeping(gateway));
        UdpPort udp = opensUdp.get();
        open.push(udp);
        FrontDoor door = opensDoor.get();
        open.push(door);
        HistoryThread history = HistoryThread.start(
                new HistoryUpkeep(store, Stores.WORLD, HistoryPolicy.of(config.historyAge(), config.historyBytes())));
        open.push(history);
        Metrics metrics = new Metrics(world, store, gateway, replication);
        metrics.history(history);
        metrics.start(times);
        udp.register(metrics);
        door.register(metrics);
        door.letIn(new JoinService(world.players(), transport -> acceptor(transport, udp, door), gateway), metrics);
        takeRequests(location, store, open);
        return new Server(door, udp, world, gateway, open, stopped);
    }

    /** Commands can't open a folder's store while this process has it; those for a cluster need nobody. */
    private static void takeRequests(StoreLocation location, Database store, Deque<AutoCloseable> open) {
        if (location instanceof StoreLocation.Folder(Path path)) {
            ControlSocket control = ControlSocket.open(Stores.storeIn(path), new Requests(store));
            if (control != null) {
                open.push(control);
            }
        }
    }

    private static PeerAcceptor acceptor(Transport transport, UdpPort udp, FrontDoor door) {
        return switch (transport) {
            case WEBRTC -> udp.acceptor();
            case WEBSOCKET -> door.webSockets();
        };
    }

    private static GatewayOptions gatewayOptions(ServerConfig config) {
        GatewayOptions usual = GatewayOptions.defaults();
        return new GatewayOptions(
                config.maxPlayers(),
                config.joinsPerMinute(),
                usual.snapshotBytesPerSecond(),
                usual.connectTimeoutNanos(),
                usual.slowBufferBytes(),
                usual.slowTimeoutNanos());
    }

    private static AutoCloseable sweeping(Gateway gateway) {
        ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sweeper").daemon().factory());
        sweeper.scheduleAtFixedRate(
                () -> {
                    try {
                        gateway.sweep();
                    } catch (RuntimeException fault) {
                        LOG.error("a sweep failed", fault);
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
        return sweeper::shutdownNow;
    }

    /** The line that says that players can join. */
    String readyLine() {
        return "ready http://" + door.address() + " udp " + udp.address();
    }

    /** Completes when the server can't go on by itself, with the reason. */
    CompletableFuture<String> stopped() {
        return stopped;
    }

    /**
     * Refuses joins, tells the clients, makes durable what was taken, and closes everything.
     *
     * @return whether the world took its leave in order
     */
    boolean drain() {
        door.drain();
        gateway.beginDrain();
        long until = System.nanoTime() + FAREWELL_NANOS;
        while (gateway.sessions() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(FAREWELL_LOOK_NANOS);
        }
        boolean isDrained = world.drain();
        close();
        return isDrained;
    }

    @Override
    public void close() {
        closeAll(open);
    }

    private static void closeIfOpened(Future<? extends AutoCloseable> opening) throws InterruptedException {
        try {
            opening.get().close();
        } catch (ExecutionException e) {
            LOG.debug("not opened, so not closed", e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn("can't be closed", e);
        }
    }

    private static synchronized void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("can't be closed", e);
            }
        }
    }

    /** What a host can do something about becomes a sentence; anything else is a fault of ours and keeps its trace. */
    private static RuntimeException explained(Exception failure) {
        Throwable cause = failure instanceof ExecutionException || failure instanceof CompletionException
                ? failure.getCause()
                : failure;
        if (cause instanceof CannotStartException cannot) {
            return cannot;
        }
        if (cause instanceof CannotOpenException
                || cause instanceof StorageException
                || cause instanceof DamagedRecordException
                || cause instanceof RegionLostException) {
            return new CannotStartException(String.valueOf(cause.getMessage()), cause);
        }
        return new IllegalStateException("the server can't start", cause);
    }
}
