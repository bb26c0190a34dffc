package org.vsekai.simulator.net;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.time.Life;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.wire.Protocol;

/**
 * A connection of two peers over datagrams that are lost, late, doubled and out of order. Whatever the network does, reliable messages
 * arrive once and in order.
 */
final class PeerLink implements Link, PeerListener {
    /** How long a player takes to notice that nobody is there, at most. */
    private static final long NOTICED_NANOS = 3 * VirtualTime.NANOS_PER_SECOND;

    private final VirtualTime time;
    private final Way way;
    private final Life life;
    private final PeerEnd server;
    private final LinkListener player;
    private final long playerId;
    private final Verdict verdict;
    private final Function<PeerListener, PeerEnd> newEnd;
    /** Reliable messages that the server has sent and that have not come, in their order. */
    private final Deque<byte[]> expected = new ArrayDeque<>();

    private @Nullable PeerEnd own;
    private boolean isClosedAtPlayer;

    /** @param newEnd makes the player's end, which begins to connect at once */
    PeerLink(
            VirtualTime time,
            Way way,
            Life life,
            PeerEnd server,
            LinkListener player,
            long playerId,
            Verdict verdict,
            Function<PeerListener, PeerEnd> newEnd) {
        this.time = time;
        this.way = way;
        this.life = life;
        this.server = server;
        this.player = player;
        this.playerId = playerId;
        this.verdict = verdict;
        this.newEnd = newEnd;
    }

    @Override
    public void begin() {
        if (isClosedAtPlayer) {
            return;
        }
        PeerEnd client = newEnd.apply(this);
        own = client;
        client.use(datagram -> way.toServer.sendLossy(
                datagram, arrived -> time.after(0, life, () -> server.receive(RtcNetwork.PLAYER, arrived))));
        server.use(datagram -> way.toPlayer.sendLossy(datagram, arrived -> client.receive(RtcNetwork.SERVER, arrived)));
        server.onTaken(message -> {
            expected.addLast(message);
            player.onSent(this, message);
        });
    }

    @Override
    public long playerId() {
        return playerId;
    }

    @Override
    public boolean isUp() {
        PeerEnd end = own;
        return end != null && end.isConnected() && !isClosedAtPlayer;
    }

    @Override
    public boolean isAlive() {
        return !isClosedAtPlayer && !server.isClosed() && !life.isOver() && !way.isCut();
    }

    @Override
    public void sendFromPlayer(int channelId, byte[] message) {
        PeerEnd end = own;
        if (end != null && !isClosedAtPlayer) {
            end.send(channelId, message);
        }
    }

    @Override
    public void closeFromPlayer() {
        isClosedAtPlayer = true;
        PeerEnd end = own;
        if (end != null) {
            end.close();
        }
    }

    @Override
    public void vanish() {
        isClosedAtPlayer = true;
        way.cut();
        abandon();
    }

    private void abandon() {
        PeerEnd end = own;
        if (end != null) {
            end.abandon();
        }
    }

    private void closeAtPlayer() {
        if (!isClosedAtPlayer) {
            isClosedAtPlayer = true;
            abandon();
            player.onClosed(this);
        }
    }

    /** As a {@link ModelLink}: a port that answers nothing. */
    void serverDied() {
        way.cut();
        time.after(way.between(NOTICED_NANOS / 10, NOTICED_NANOS), this::closeAtPlayer);
    }

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

    // ---- what the player's end is told ----

    @Override
    public void onConnected(PeerConnection connection) {
        if (!isClosedAtPlayer) {
            player.onUp(this);
        }
    }

    @Override
    public void onMessage(PeerConnection connection, int channelId, byte[] message) {
        if (channelId == Protocol.RELIABLE_CHANNEL) {
            verdict.require(
                    Arrays.equals(expected.poll(), message), "reliable messages arrive once, whole and in order");
        }
        if (!isClosedAtPlayer) {
            player.onMessage(this, channelId, message);
        }
    }

    @Override
    public void onClosed(PeerConnection connection, CloseReason reason) {
        closeAtPlayer();
    }

    @Override
    public long bytesUnderWay() {
        return expected.stream().mapToLong(message -> message.length).sum();
    }

    @Override
    public String toString() {
        PeerEnd end = own;
        return (isUp() ? "up" : "down") + (server.isClosed() ? ", closed at the server" : "")
                + (isClosedAtPlayer ? ", closed at the player" : "") + ", " + bytesUnderWay()
                + " bytes under way" + (end == null ? ", not begun" : "");
    }
}
