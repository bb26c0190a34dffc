package org.vsekai.simulator.sabotage;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.wire.Protocol;

/** A connection whose reliable lane is none. */
abstract class BrokenConnection implements PeerConnection {
    final PeerConnection sound;

    BrokenConnection(PeerConnection sound) {
        this.sound = sound;
    }

    /** Loses a reliable message now and then, and says it was sent. */
    static final class Lossy extends BrokenConnection {
        private final Turn turn = new Turn(40);

        Lossy(PeerConnection sound) {
            super(sound);
        }

        @Override
        public boolean send(int channelId, byte[] message) {
            return (channelId == Protocol.RELIABLE_CHANNEL && turn.comes()) || sound.send(channelId, message);
        }
    }

    /** Now and then lets the next message go first. */
    static final class Unordered extends BrokenConnection {
        private final Turn turn = new Turn(20);
        private byte @Nullable [] held;

        Unordered(PeerConnection sound) {
            super(sound);
        }

        @Override
        public boolean send(int channelId, byte[] message) {
            if (channelId != Protocol.RELIABLE_CHANNEL) {
                return sound.send(channelId, message);
            }
            byte[] first = held;
            held = null;
            if (first == null && turn.comes()) {
                held = message;
                return true;
            }
            return sound.send(channelId, message) && (first == null || sound.send(channelId, first));
        }
    }

    @Override
    public OptionalInt openChannel(ChannelOptions options) {
        return sound.openChannel(options);
    }

    @Override
    public void closeChannel(int channelId) {
        sound.closeChannel(channelId);
    }

    @Override
    public void close() {
        sound.close();
    }

    @Override
    public long bufferedBytes() {
        return sound.bufferedBytes();
    }

    @Override
    public long bufferedBytes(int channelId) {
        return sound.bufferedBytes(channelId);
    }

    @Override
    public void notifyBufferedLow(int channelId, int bytes) {
        sound.notifyBufferedLow(channelId, bytes);
    }
}
