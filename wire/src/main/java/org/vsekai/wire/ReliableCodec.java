package org.vsekai.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import org.vsekai.core.Check;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.ServerMessage;

/** The reliable lane: one Protocol Buffers message each, at most {@link Protocol#MAX_RELIABLE_BYTES}. */
public final class ReliableCodec {
    private ReliableCodec() {}

    /** The writer keeps messages within the limit; one above it is a bug of the caller. */
    public static byte[] encode(ServerMessage message) {
        return encodeWithinLimit(message);
    }

    /** The writer keeps messages within the limit; one above it is a bug of the caller. */
    public static byte[] encode(ClientMessage message) {
        return encodeWithinLimit(message);
    }

    public static Decoded<ClientMessage> decodeClient(byte[] bytes) {
        if (bytes.length > Protocol.MAX_RELIABLE_BYTES) {
            return new Decoded.Refused<>(WireFault.TOO_LARGE, 0);
        }
        try {
            ClientMessage message = ClientMessage.parseFrom(bytes);
            return message.getBodyCase() == ClientMessage.BodyCase.BODY_NOT_SET
                    ? new Decoded.Refused<>(WireFault.NO_BODY, 0)
                    : new Decoded.Ok<>(message);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Refused<>(WireFault.MALFORMED, 0);
        }
    }

    public static Decoded<ServerMessage> decodeServer(byte[] bytes) {
        if (bytes.length > Protocol.MAX_RELIABLE_BYTES) {
            return new Decoded.Refused<>(WireFault.TOO_LARGE, 0);
        }
        try {
            ServerMessage message = ServerMessage.parseFrom(bytes);
            return message.getBodyCase() == ServerMessage.BodyCase.BODY_NOT_SET
                    ? new Decoded.Refused<>(WireFault.NO_BODY, 0)
                    : new Decoded.Ok<>(message);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Refused<>(WireFault.MALFORMED, 0);
        }
    }

    private static byte[] encodeWithinLimit(MessageLite message) {
        int size = message.getSerializedSize();
        Check.that(size <= Protocol.MAX_RELIABLE_BYTES, "a reliable message keeps to its limit", size);
        return message.toByteArray();
    }
}
