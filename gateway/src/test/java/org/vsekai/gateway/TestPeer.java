package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.vsekai.core.Pose;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.PoseMessage;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.SnapshotReader;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Farewell;
import org.vsekai.wire.v1.Idle;
import org.vsekai.wire.v1.ServerMessage;

/** The other end of a connection in memory: keeps what it is sent, and sends what a test has it send. */
class TestPeer implements PeerConnection {
    final List<ServerMessage> messages = new ArrayList<>();
    final List<Snapshot> snapshots = new ArrayList<>();
    long bufferedBytes;
    boolean hasRoom = true;
    boolean isClosed;
    private final PeerListener session;

    TestPeer(PeerListener session) {
        this.session = session;
    }

    @Override
    public boolean send(int channelId, byte[] message) {
        if (isClosed || !hasRoom) {
            return false;
        }
        if (channelId == Protocol.RELIABLE_CHANNEL) {
            messages.add(((Decoded.Ok<ServerMessage>) ReliableCodec.decodeServer(message)).value());
        } else {
            snapshots.add(((Decoded.Ok<Snapshot>) SnapshotReader.decode(message)).value());
        }
        return true;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            session.onClosed(this, CloseReason.LOCAL);
        }
    }

    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        return OptionalInt.empty();
    }

    @Override
    public void closeChannel(int channelId) {}

    @Override
    public long bufferedBytes(int channelId) {
        return 0;
    }

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {}

    @Override
    public long bufferedBytes() {
        return bufferedBytes;
    }

    void connect() {
        session.onConnected(this);
    }

    /** The peer goes away by itself. */
    void vanish() {
        if (!isClosed) {
            isClosed = true;
            session.onClosed(this, CloseReason.CONSENT_EXPIRED);
        }
    }

    void send(ClientMessage message) {
        sendReliable(ReliableCodec.encode(message));
    }

    void sendReliable(byte[] bytes) {
        session.onMessage(this, Protocol.RELIABLE_CHANNEL, bytes);
    }

    void sendLossy(byte[] bytes) {
        session.onMessage(this, Protocol.LOSSY_CHANNEL, bytes);
    }

    void sendOn(int channelId, byte[] bytes) {
        session.onMessage(this, channelId, bytes);
    }

    void sendPose(int sequence, Pose pose) {
        sendLossy(PoseCodec.encode(new PoseMessage(sequence, 0, pose)));
    }

    void sendIdle(long sequence) {
        send(ClientMessage.newBuilder()
                .setAction(Action.newBuilder().setSequence(sequence).setIdle(Idle.getDefaultInstance()))
                .build());
    }

    List<ServerMessage> of(ServerMessage.BodyCase body) {
        return messages.stream().filter(each -> each.getBodyCase() == body).toList();
    }

    ServerMessage last() {
        return messages.getLast();
    }

    Farewell farewell() {
        return of(ServerMessage.BodyCase.FAREWELL).getFirst().getFarewell();
    }
}
