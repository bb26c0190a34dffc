package org.vsekai.simulator.net;

import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;

/**
 * A connection between a player and one life of the server, with what a real one promises and no more: reliable messages in
 * order or not at all, lossy ones any way the network likes. The server's end is a {@link PeerConnection}.
 */
public final class Link implements PeerConnection {
    /** As the transport's own. */
    private static final long MOST_BUFFERED_BYTES = 1 << 20;

    /** RFC 7675 §5.1: consent expires after 30 seconds without a valid answer. */
    private static final long CONSENT_NANOS = 30 * VirtualTime.NANOS_PER_SECOND;

    private static final long CONSENT_CHECK_NANOS = VirtualTime.NANOS_PER_SECOND;

    /** How long a player takes to notice that nobody is there, at most. */
    private static final long NOTICED_NANOS = 3 * VirtualTime.NANOS_PER_SECOND;

    private static final double CLOG_CHANCE = 0.1;
    private static final double PARTITION_CHANCE = 0.05;
    private static final double BREAK_CHANCE = 0.05;

    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;
    private final Life server;
    private final PeerListener session;
    private final LinkListener player;
    private final PeerConnection connection;
    private final Lane toServer;
    private final Lane toPlayer;
    private long silentSinceNanos;
    private long playerId;
    private boolean isUp;
    private boolean isClosedAtServer;
    private boolean isClosedAtPlayer;

    /** @param hands may put something between the session and this */
    public Link(
            VirtualTime time,
            Swarm swarm,
            SplitMix64 random,
            Weather weather,
            Life server,
            PeerListener session,
            LinkListener player,
            UnaryOperator<PeerConnection> hands) {
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        this.server = server;
        this.session = session;
        this.player = player;
        connection = hands.apply(this);
        toServer = new Lane(time, swarm, random, weather);
        toPlayer = new Lane(time, swarm, random, weather);
    }

    /** The handshake is over. */
    public void comeUp() {
        if (isClosedAtServer || isClosedAtPlayer || server.isOver()) {
            return;
        }
        isUp = true;
        silentSinceNanos = time.nowNanos();
        session.onConnected(connection);
        player.onUp(this);
        time.after(CONSENT_CHECK_NANOS, this::checkConsent);
    }

    /** Whose session it is, as the server says. */
    public void identify(long id) {
        playerId = id;
    }

    public long playerId() {
        return playerId;
    }

    // ---- the server's end ----

    @Override
    public boolean send(int channelId, byte[] message) {
        if (isClosedAtServer || !isUp) {
            return false;
        }
        time.log().note("to player", message);
        if (channelId == Protocol.RELIABLE_CHANNEL) {
            if (toPlayer.reliableBytes() + message.length > MOST_BUFFERED_BYTES) {
                return false;
            }
            player.onSent(this, message);
            toPlayer.sendReliable(message, bytes -> receive(channelId, bytes));
        } else if (!toPlayer.isBlocked()) {
            toPlayer.sendLossy(message, bytes -> receive(channelId, bytes));
        }
        return true;
    }

    private void receive(int channelId, byte[] message) {
        if (!isClosedAtPlayer) {
            player.onMessage(this, channelId, message);
        }
    }

    @Override
    public void close() {
        closeAtServer(CloseReason.LOCAL);
    }

    private void closeAtServer(CloseReason reason) {
        if (isClosedAtServer) {
            return;
        }
        isClosedAtServer = true;
        toPlayer.sendReliable(new byte[0], closing -> closeAtPlayer());
        time.after(0, server, () -> session.onClosed(connection, reason));
    }

    @Override
    public long bufferedBytes() {
        return toPlayer.reliableBytes();
    }

    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        return OptionalInt.empty();
    }

    @Override
    public void closeChannel(int channelId) {}

    @Override
    public long bufferedBytes(int channelId) {
        return channelId == Protocol.RELIABLE_CHANNEL ? toPlayer.reliableBytes() : 0;
    }

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {}

    // ---- the player's end ----

    public boolean isUp() {
        return isUp && !isClosedAtPlayer;
    }

    /** Whether something can still come of it. */
    public boolean isAlive() {
        return !isClosedAtPlayer && !isClosedAtServer && !server.isOver() && !toPlayer.isCut() && !toServer.isCut();
    }

    public void sendFromPlayer(int channelId, byte[] message) {
        if (isClosedAtPlayer) {
            return;
        }
        if (channelId == Protocol.RELIABLE_CHANNEL) {
            toServer.sendReliable(message, bytes -> arriveAtServer(channelId, bytes));
        } else {
            toServer.sendLossy(message, bytes -> arriveAtServer(channelId, bytes));
        }
    }

    private void arriveAtServer(int channelId, byte[] message) {
        time.after(0, server, () -> {
            if (!isClosedAtServer) {
                time.log().note("to server", message);
                session.onMessage(connection, channelId, message);
            }
        });
    }

    /** The player goes, and says so. */
    public void closeFromPlayer() {
        isClosedAtPlayer = true;
        toServer.sendReliable(new byte[0], closing -> time.after(0, server, () -> closeAtServer(CloseReason.REMOTE)));
    }

    /** The player is gone without a word. */
    public void vanish() {
        isClosedAtPlayer = true;
        toServer.cut();
        toPlayer.cut();
    }

    private void closeAtPlayer() {
        if (!isClosedAtPlayer) {
            isClosedAtPlayer = true;
            player.onClosed(this);
        }
    }

    /** The server has died: where there was a process is a port that answers nothing. The player notices after a while. */
    public void serverDied() {
        toServer.cut();
        toPlayer.cut();
        isClosedAtServer = true;
        time.after(random.between(NOTICED_NANOS / 10, NOTICED_NANOS), this::closeAtPlayer);
    }

    // ---- trouble ----

    /** Once a second: what may go wrong with the network between the two. */
    public void tick() {
        if (!isUp()) {
            return;
        }
        if (swarm.strikes(Fault.NET_CLOG, CLOG_CHANCE)) {
            long until = time.nowNanos() + swarm.between(Fault.NET_CLOG, 10, 5_000) * VirtualTime.NANOS_PER_MILLI;
            toServer.blockUntil(until);
            toPlayer.blockUntil(until);
        }
        if (swarm.strikes(Fault.NET_PARTITION_TO_SERVER, PARTITION_CHANCE)) {
            toServer.blockUntil(time.nowNanos() + partition(Fault.NET_PARTITION_TO_SERVER));
        }
        if (swarm.strikes(Fault.NET_PARTITION_TO_CLIENT, PARTITION_CHANCE)) {
            toPlayer.blockUntil(time.nowNanos() + partition(Fault.NET_PARTITION_TO_CLIENT));
        }
        if (swarm.strikes(Fault.NET_BREAK, BREAK_CHANCE)) {
            toServer.cut();
            toPlayer.cut();
            closeAtPlayer();
        }
    }

    private long partition(Fault fault) {
        return swarm.between(fault, 100, 40_000) * VirtualTime.NANOS_PER_MILLI;
    }

    public void heal() {
        toServer.heal();
        toPlayer.heal();
    }

    private void checkConsent() {
        if (isClosedAtServer) {
            return;
        }
        if (!toServer.isBlocked() && !isClosedAtPlayer) {
            silentSinceNanos = time.nowNanos();
        } else if (time.nowNanos() - silentSinceNanos >= CONSENT_NANOS) {
            closeAtServer(CloseReason.CONSENT_EXPIRED);
            closeAtPlayer();
            return;
        }
        time.after(CONSENT_CHECK_NANOS, this::checkConsent);
    }

    @Override
    public String toString() {
        return (isUp ? "up" : "down") + (isClosedAtServer ? ", closed at the server" : "")
                + (isClosedAtPlayer ? ", closed at the player" : "") + ", " + toPlayer.reliableBytes()
                + " bytes under way";
    }
}
