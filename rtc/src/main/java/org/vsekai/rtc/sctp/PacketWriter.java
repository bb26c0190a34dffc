package org.vsekai.rtc.sctp;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Builds one packet at a time out of chunks, and hands it to the driver when it is full or complete. Chunks that fit
 * travel together; a chunk never straddles packets.
 */
@HotPath
final class PacketWriter {
    private final byte[] buffer;
    private final int port;
    private final AssociationListener listener;
    private final CRC32C crc = new CRC32C();
    private int position = PacketReader.HEADER_BYTES;
    private int verificationTag;
    private int emittedCount;

    PacketWriter(AssociationOptions options, AssociationListener listener) {
        buffer = new byte[options.maxPacketBytes() & ~3];
        port = options.port();
        this.listener = listener;
    }

    /** The tag of packets from now on; a packet under construction leaves with the old one. */
    void useTag(int tag) {
        if (tag != verificationTag) {
            emit();
            verificationTag = tag;
        }
    }

    boolean isEmpty() {
        return position == PacketReader.HEADER_BYTES;
    }

    /** Packets handed to the driver so far. */
    int emittedCount() {
        return emittedCount;
    }

    /** The largest chunk value that an empty packet can take. */
    int capacity() {
        return buffer.length - PacketReader.HEADER_BYTES - PacketReader.CHUNK_HEADER_BYTES;
    }

    /** Whether a chunk with this much value still fits. */
    boolean fits(int bodyLength) {
        return position + PacketReader.CHUNK_HEADER_BYTES + Bytes.padded(bodyLength) <= buffer.length;
    }

    /**
     * Adds a chunk, in a new packet if it doesn't fit any more.
     *
     * @return where its value starts in {@link #buffer}; the caller fills all of it
     */
    int chunk(int type, int flags, int bodyLength) {
        if (!fits(bodyLength)) {
            emit();
            Check.that(fits(bodyLength), "a chunk fits a packet", bodyLength);
        }
        int at = position;
        buffer[at] = (byte) type;
        buffer[at + 1] = (byte) flags;
        Bytes.put16(buffer, at + 2, PacketReader.CHUNK_HEADER_BYTES + bodyLength);
        int body = at + PacketReader.CHUNK_HEADER_BYTES;
        position = body + Bytes.padded(bodyLength);
        Arrays.fill(buffer, body + bodyLength, position, (byte) 0);
        return body;
    }

    /** Adds a chunk whose value is given. */
    void chunk(int type, int flags, byte[] value) {
        int body = chunk(type, flags, value.length);
        System.arraycopy(value, 0, buffer, body, value.length);
    }

    byte[] buffer() {
        return buffer;
    }

    /** Hands over what is there, if anything is. */
    void emit() {
        if (isEmpty()) {
            return;
        }
        int length = position;
        Bytes.put16(buffer, 0, port);
        Bytes.put16(buffer, 2, port);
        Bytes.put32(buffer, 4, verificationTag);
        Bytes.put32(buffer, 8, PacketReader.checksum(crc, buffer, 0, length));
        position = PacketReader.HEADER_BYTES;
        emittedCount++;
        listener.onPacket(buffer, 0, length);
    }

    /** Forgets what is there. */
    void discard() {
        position = PacketReader.HEADER_BYTES;
    }
}
