package org.vsekai.simulator.net;

import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;

/**
 * A connection between a player and one life of the server, with what a real one promises and no more: reliable messages in
 * order or not at all, lossy ones any way the network likes. The server's end is a {@link PeerConnection}.
 */
final class ModelLink implements Link, PeerConnection {
    /** As the transport's own. */
    private static final long MOST_BUFFERED_BYTES = 1 << 20;

    /** RFC 7675 §5.1: consent expires after 30 seconds without a valid answer. */
    private static final long CONSENT_NANOS = 30 * VirtualTime.NANOS_PER_SECOND;

    private static final long CONSENT_CHECK_NANOS = VirtualTime.NANOS_PER_SECOND;

    /** How long a player takes to notice that nobody is there, at most. */
    private static final long NOTICED_NANOS = 3 * VirtualTime.NANOS_PER_SECOND;

    private static final long HANDSHAKE_NANOS = 80 * VirtualTime.NANOS_PER_MILLI;

    private final VirtualTime time;
    private final Way way;
    private final Lane toServer;
    private final Lane toPlayer;
    private final Life server;
    private final PeerListener session;
    private final LinkListener player;
    private final long playerId;
    private final PeerConnection connection;
    private long silentSinceNanos;
    private boolean isUp;
    private boolean isClosedAtServer;
    private boolean isClosedAtPlayer;

    /** @param hands may put something between the session and this */
    ModelLink(
            VirtualTime time,
            Way way,
            Life server,
            PeerListener session,
            LinkListener player,
            long playerId,
            UnaryOperator<PeerConnection> hands) {
        this.time = time;
        this.way = way;
        toServer = way.toServer;
        toPlayer = way.toPlayer;
        this.server = server;
        this.session = session;
        this.player = player;
        this.playerId = playerId;
        connection = hands.apply(this);
    }

    @Override
    public void begin() {
        time.after(HANDSHAKE_NANOS, server, this::comeUp);
    }

    /** The handshake is over. */
    private void comeUp() {
        if (isClosedAtServer || isClosedAtPlayer || server.isOver()) {
            return;
        }
        isUp = true;
        silentSinceNanos = time.nowNanos();
        session.onConnected(connection);
        player.onUp(this);
        time.after(CONSENT_CHECK_NANOS, this::checkConsent);
    }

    @Override
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

    @Override
    public boolean isUp() {
        return isUp && !isClosedAtPlayer;
    }

    @Override
    public boolean isAlive() {
        return !isClosedAtPlayer && !isClosedAtServer && !server.isOver() && !way.isCut();
    }

    @Override
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

    @Override
    public void closeFromPlayer() {
        isClosedAtPlayer = true;
        toServer.sendReliable(new byte[0], closing -> time.after(0, server, () -> closeAtServer(CloseReason.REMOTE)));
    }

    @Override
    public void vanish() {
        isClosedAtPlayer = true;
        way.cut();
    }

    private void closeAtPlayer() {
        if (!isClosedAtPlayer) {
            isClosedAtPlayer = true;
            player.onClosed(this);
        }
    }

    /** The server has died: where there was a process is a port that answers nothing. The player notices after a while. */
    void serverDied() {
        way.cut();
        isClosedAtServer = true;
        time.after(way.between(NOTICED_NANOS / 10, NOTICED_NANOS), this::closeAtPlayer);
    }

    // ---- trouble ----

    @Override
    public void tick() {
        if (isUp() && way.trouble()) {
            closeAtPlayer();
        }
    }

    @Override
    public void heal() {
        way.heal();
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
    public long bytesUnderWay() {
        return toPlayer.reliableBytes();
    }

    @Override
    public String toString() {
        return (isUp ? "up" : "down") + (isClosedAtServer ? ", closed at the server" : "")
                + (isClosedAtPlayer ? ", closed at the player" : "") + ", " + toPlayer.reliableBytes()
                + " bytes under way";
    }
}
