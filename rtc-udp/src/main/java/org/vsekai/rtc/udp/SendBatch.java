package org.vsekai.rtc.udp;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;

/**
 * Datagrams on their way out through one socket: gathered, and handed to the kernel with one call. Several in a row for one peer become
 * one message that the kernel cuts again ({@code UDP_SEGMENT}), which costs a quarter; so all but the last of them must have one size.
 *
 * <p>What the kernel refuses is dropped and counted, and nothing waits: SCTP knows what to do about lost packets. Confined to the loop's
 * thread.
 */
@HotPath
final class SendBatch {
    private static final int SLOTS = 128;
    /** UDP_MAX_SEGMENTS of older kernels. */
    private static final int MAX_SEGMENTS = 64;

    private static final int MAX_SEGMENTED_BYTES = 64_000;

    private final MessageVector messages = new MessageVector(SLOTS);
    /** Datagrams in message i at [i]. */
    private final int[] datagrams = new int[SLOTS];

    private final Tally<PacketDrop> drops;
    private final boolean isIpv6;
    private boolean canSegment;
    private int messageCount;
    private int slotCount;
    private @Nullable RemoteAddress lastTo;
    private int segmentBytes;
    private int segmentedBytes;

    SendBatch(boolean isIpv6, boolean canSegment, Tally<PacketDrop> drops) {
        this.isIpv6 = isIpv6;
        this.canSegment = canSegment;
        this.drops = drops;
    }

    void add(int descriptor, RemoteAddress to, byte[] buffer, int offset, int length) {
        if (slotCount == SLOTS) {
            flush(descriptor);
        }
        messages.put(slotCount, buffer, offset, length);
        if (joinsLast(to, length)) {
            join(length);
        } else {
            begin(to, length);
        }
        slotCount++;
    }

    private boolean joinsLast(RemoteAddress to, int length) {
        return canSegment
                && to == lastTo
                && length <= segmentBytes
                && datagrams[messageCount - 1] < MAX_SEGMENTS
                && segmentedBytes + length <= MAX_SEGMENTED_BYTES;
    }

    private void join(int length) {
        int message = messageCount - 1;
        datagrams[message]++;
        messages.useSlots(message, slotCount + 1 - datagrams[message], datagrams[message]);
        messages.setSegment(message, segmentBytes);
        segmentedBytes += length;
        if (length < segmentBytes) {
            lastTo = null; // Only the last one may be shorter.
        }
    }

    private void begin(RemoteAddress to, int length) {
        messages.useSlots(messageCount, slotCount, 1);
        messages.setSegment(messageCount, 0);
        messages.setName(messageCount, isIpv6, to);
        datagrams[messageCount] = 1;
        messageCount++;
        lastTo = to;
        segmentBytes = length;
        segmentedBytes = length;
    }

    void flush(int descriptor) {
        int sent = 0;
        while (sent < messageCount) {
            int result = Libc.sendmmsg(descriptor, messages.headersFrom(sent), messageCount - sent);
            if (result > 0) {
                sent += result;
            } else if (result == -Libc.EAGAIN || result == -Libc.ENOBUFS) {
                drop(sent, messageCount);
                sent = messageCount;
            } else if (result != -Libc.EINTR) {
                // A device that can't segment refuses with EIO; the peers retransmit what is lost by that.
                canSegment &= result != -Libc.EIO;
                drop(sent, sent + 1);
                sent++;
            }
        }
        messageCount = 0;
        slotCount = 0;
        lastTo = null;
    }

    private void drop(int from, int until) {
        for (int i = from; i < until; i++) {
            drops.add(PacketDrop.SOCKET_WRITE_FAILED, datagrams[i]);
        }
    }
}
