package org.vsekai.rtc.sctp;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/**
 * What the associations of one event loop share, so that an idle one has none of it: views of the packet at hand, buffers of packets that are
 * being written, and spare records of what is under way.
 *
 * <p>Confined to the event loop. An association must not be called from within the listener of another one that shares its scratch.
 */
@HotPath
public final class SctpScratch {
    /** Spare buffers kept; one is in use for each association that has something to say and was not flushed yet. */
    private static final int MAX_SPARE_BUFFERS = 64;
    /**
     * Spare records of messages and of chunks kept, 80 bytes each. A server's tick takes one of either for each peer of the loop before an
     * acknowledgement gives one back.
     */
    private static final int MAX_SPARE_RECORDS = 4_096;

    final PacketReader packet = new PacketReader();
    final DataView data = new DataView();
    final SackView sack = new SackView();
    final SkippedMessages skipped = new SkippedMessages();
    final CRC32C crc = new CRC32C();

    private final byte[][] buffers = new byte[MAX_SPARE_BUFFERS][];
    private int bufferCount;
    private @Nullable OutgoingMessage spareMessage;
    private int spareMessageCount;
    private @Nullable OutgoingChunk spareChunk;
    private int spareChunkCount;

    byte[] takeBuffer(int bytes) {
        if (bufferCount > 0 && buffers[bufferCount - 1].length == bytes) {
            bufferCount--;
            return buffers[bufferCount];
        }
        return new byte[bytes];
    }

    void giveBack(byte[] buffer) {
        if (bufferCount < MAX_SPARE_BUFFERS) {
            buffers[bufferCount] = buffer;
            bufferCount++;
        }
    }

    OutgoingMessage takeMessage() {
        OutgoingMessage message = spareMessage;
        if (message == null) {
            return new OutgoingMessage();
        }
        spareMessage = message.next;
        spareMessageCount--;
        message.next = null;
        return message;
    }

    /** Nothing may refer to the message any more: neither the queue nor an outstanding chunk. */
    void giveBack(OutgoingMessage message) {
        message.clear();
        if (spareMessageCount < MAX_SPARE_RECORDS) {
            message.next = spareMessage;
            spareMessage = message;
            spareMessageCount++;
        }
    }

    OutgoingChunk takeChunk() {
        OutgoingChunk chunk = spareChunk;
        if (chunk == null) {
            return new OutgoingChunk();
        }
        spareChunk = chunk.nextSpare;
        spareChunkCount--;
        chunk.nextSpare = null;
        return chunk;
    }

    void giveBack(OutgoingChunk chunk) {
        chunk.clear();
        if (spareChunkCount < MAX_SPARE_RECORDS) {
            chunk.nextSpare = spareChunk;
            spareChunk = chunk;
            spareChunkCount++;
        }
    }
}
