package org.vsekai.simulator.sabotage;

import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.ServerMessage;

/** A connection whose reliable lane is none, or which says something else than the server does. */
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

    /** Says something else than it was told to. */
    static final class Lying extends BrokenConnection {
        private final UnaryOperator<ServerMessage> lie;

        Lying(PeerConnection sound, UnaryOperator<ServerMessage> lie) {
            super(sound);
            this.lie = lie;
        }

        @Override
        public boolean send(int channelId, byte[] message) {
            boolean isReliable = channelId == Protocol.RELIABLE_CHANNEL;
            if (isReliable && ReliableCodec.decodeServer(message) instanceof Decoded.Ok<ServerMessage>(var told)) {
                return sound.send(channelId, ReliableCodec.encode(lie.apply(told)));
            }
            return sound.send(channelId, message);
        }
    }

    /** Each inventory is that which was told last, to whomever. */
    static final class Swapped implements UnaryOperator<ServerMessage> {
        private Inventory last = Inventory.getDefaultInstance();

        @Override
        public ServerMessage apply(ServerMessage told) {
            if (!told.getFrameUpdate().hasInventory()) {
                return told;
            }
            Inventory before = last;
            last = told.getFrameUpdate().getInventory();
            return told.toBuilder()
                    .setFrameUpdate(told.getFrameUpdate().toBuilder().setInventory(before))
                    .build();
        }
    }

    /** Offers are told to give one more of what they give. */
    static ServerMessage generous(ServerMessage told) {
        if (told.getFrameUpdate().getOffersCount() == 0) {
            return told;
        }
        FrameUpdate.Builder update = told.getFrameUpdate().toBuilder();
        update.getOffersBuilderList().stream()
                .filter(OfferMade.Builder::hasGives)
                .forEach(offer ->
                        offer.getGivesBuilder().setCount(offer.getGives().getCount() + 1));
        return told.toBuilder().setFrameUpdate(update).build();
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
