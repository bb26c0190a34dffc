package org.vsekai.benchmarks.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsIdentity;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.peer.PeerContext;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * A tick of one peer without sockets: a lossy message of 200 bytes each way through SCTP and DTLS, at both ends, so one end's share is
 * half. Peers take turns, as they do on an event loop, so with many of them their memory is cold.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseZGC", "-Xms1g", "-Xmx1g"})
public class PeerBenchmark {
    private static final int LOSSY = 0;
    private static final int MESSAGE_BYTES = 200;
    private static final int SCTP_PORT = 5_000;
    private static final long TICK_NANOS = 16_666_667;
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 20_000);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_000);

    @Param({"1", "1000"})
    private int peers;

    private final byte[] message = new byte[MESSAGE_BYTES];
    private End[] clients = {};
    private End[] servers = {};
    private int turn;
    private long now = 1;

    @Setup(Level.Trial)
    public void connect() {
        var random = new SplitMix64(1);
        DtlsIdentity clientIdentity = SelfSignedIdentity.generate();
        DtlsIdentity serverIdentity = SelfSignedIdentity.generate();
        PeerContext clientContext = context(clientIdentity, random);
        PeerContext serverContext = context(serverIdentity, random);
        clients = new End[peers];
        servers = new End[peers];
        for (int i = 0; i < peers; i++) {
            connect(i, clientContext, clientIdentity, serverContext, serverIdentity, random);
        }
    }

    private static PeerContext context(DtlsIdentity identity, SplitMix64 random) {
        return PeerContext.of(
                new DtlsContext(
                        identity,
                        new SecureRandom(),
                        handshake -> Thread.ofVirtual().start(handshake)),
                random::nextLong,
                List.of(ChannelOptions.lossy(LOSSY)),
                new Tally<>(PacketDrop.class));
    }

    private void connect(
            int index,
            PeerContext clientContext,
            DtlsIdentity clientIdentity,
            PeerContext serverContext,
            DtlsIdentity serverIdentity,
            SplitMix64 random) {
        var clientIce = IceCredentials.random(random::nextLong);
        var serverIce = IceCredentials.random(random::nextLong);
        var offer = new SessionDescription(
                "0",
                clientIce,
                clientIdentity.fingerprint(),
                org.vsekai.rtc.sdp.Setup.ACTPASS,
                SCTP_PORT,
                Peer.MAX_MESSAGE_BYTES,
                List.of());
        var answer = new SessionDescription(
                "0",
                serverIce,
                serverIdentity.fingerprint(),
                org.vsekai.rtc.sdp.Setup.PASSIVE,
                SCTP_PORT,
                Peer.MAX_MESSAGE_TO_SERVER_BYTES,
                List.of(SERVER));
        var client = new End();
        var server = new End();
        client.peer = Peer.client(clientContext, clientIce, answer, client, now);
        server.peer = Peer.server(serverContext, serverIce, offer, server, now);
        clients[index] = client;
        servers[index] = server;
        while (!client.isConnected || !server.isConnected) {
            now++;
            client.peer.onDeadline(now);
            server.peer.onDeadline(now);
            carry(client, server);
        }
    }

    /** Until neither has anything to say. */
    private void carry(End client, End server) {
        do {
            client.runTasks(now);
            server.runTasks(now);
            client.peer().flush(now);
            client.carryTo(server, CLIENT, now);
            server.peer().flush(now);
            server.carryTo(client, SERVER, now);
        } while (client.hasWork() || server.hasWork());
    }

    @Benchmark
    public int messageEachWay() {
        End client = clients[turn];
        End server = servers[turn];
        if (++turn == peers) {
            turn = 0;
            now += TICK_NANOS;
        }
        client.peer().send(LOSSY, message, now);
        client.peer().flush(now);
        client.carryTo(server, CLIENT, now);
        server.peer().send(LOSSY, message, now);
        server.peer().flush(now);
        server.carryTo(client, SERVER, now);
        if (client.peer().deadlineNanos() <= now) {
            client.peer().onDeadline(now);
            client.carryTo(server, CLIENT, now);
        }
        if (server.peer().deadlineNanos() <= now) {
            server.peer().onDeadline(now);
        }
        server.carryTo(client, SERVER, now);
        return client.received + server.received;
    }
}
