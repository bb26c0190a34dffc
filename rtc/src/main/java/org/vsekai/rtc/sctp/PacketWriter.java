package org.vsekai.rtc.sctp;

import java.util.Arrays;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Builds one packet at a time out of chunks, and hands it to the driver when it is full or complete. Chunks that fit
 * travel together; a chunk never straddles packets. Has a buffer only while there is a packet under construction.
 */
@HotPath
final class PacketWriter {
    private static final byte[] NONE = {};

    private final SctpScratch scratch;
    private final AssociationListener listener;
    private final int packetBytes;
    private final int port;
    private byte[] buffer = NONE;
    private int position = PacketReader.HEADER_BYTES;
    private int verificationTag;
    private int emittedCount;
    private boolean isZeroChecksumAgreed;
    private boolean needsChecksum;

    PacketWriter(AssociationOptions options, SctpScratch scratch, AssociationListener listener) {
        this.scratch = scratch;
        this.listener = listener;
        packetBytes = options.maxPacketBytes() & ~3;
        port = options.port();
    }

    /** The tag of packets from now on, which have a checksum; a packet under construction leaves with the old one. */
    void useTag(int tag) {
        use(tag, false);
    }

    /** The tag of the established peer, which may do without checksums. */
    void use(int tag, boolean isZeroChecksumAcceptable) {
        if (tag != verificationTag) {
            emit();
            verificationTag = tag;
        }
        isZeroChecksumAgreed = isZeroChecksumAcceptable;
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
        return packetBytes - PacketReader.HEADER_BYTES - PacketReader.CHUNK_HEADER_BYTES;
    }

    /** Whether a chunk with this much value still fits. */
    boolean fits(int bodyLength) {
        return position + PacketReader.CHUNK_HEADER_BYTES + Bytes.padded(bodyLength) <= packetBytes;
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
        if (isEmpty()) {
            buffer = scratch.takeBuffer(packetBytes);
        }
        // RFC 9653 §5.2: a packet with INIT or COOKIE ECHO "MUST include a correct CRC32c checksum".
        needsChecksum |= type == ChunkType.INIT || type == ChunkType.COOKIE_ECHO;
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

    /** The packet under construction. */
    byte[] buffer() {
        return buffer;
    }

    /** Hands over what is there, if anything is. */
    void emit() {
        if (isEmpty()) {
            return;
        }
        byte[] packet = buffer;
        int length = position;
        Bytes.put16(packet, 0, port);
        Bytes.put16(packet, 2, port);
        Bytes.put32(packet, 4, verificationTag);
        boolean isSummed = needsChecksum || !isZeroChecksumAgreed;
        Bytes.put32(packet, 8, isSummed ? PacketReader.checksum(scratch.crc, packet, 0, length) : 0);
        startAnew();
        emittedCount++;
        listener.onPacket(packet, 0, length);
        scratch.giveBack(packet);
    }

    /** Forgets what is there. */
    void discard() {
        if (!isEmpty()) {
            byte[] packet = buffer;
            startAnew();
            scratch.giveBack(packet);
        }
    }

    private void startAnew() {
        buffer = NONE;
        position = PacketReader.HEADER_BYTES;
        needsChecksum = false;
    }
}
