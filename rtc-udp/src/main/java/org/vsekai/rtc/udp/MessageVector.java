package org.vsekai.rtc.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.vsekai.core.HotPath;

/**
 * The argument of {@code recvmmsg(2)} and {@code sendmmsg(2)}: as many messages as there are slots, each with an address, a control
 * message, and one or more slots of bytes. Lives outside the heap until it is unreachable.
 *
 * <pre>
 * struct mmsghdr | name 8 | name length 4, 4 | iovec 8 | iovec count 8 | control 8 | control length 8 | flags 4, 4 | bytes moved 4, 4 |
 * struct iovec   | base 8 | length 8 |
 * struct cmsghdr | length 8 | level 4 | type 4 | data |
 * </pre>
 */
@HotPath
final class MessageVector {
    private static final int HEADER_BYTES = 64;
    private static final int NAME_LENGTH = 8;
    private static final int IOVEC = 16;
    private static final int IOVEC_COUNT = 24;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;
    private static final int MOVED = 56;
    private static final int IOVEC_BYTES = 16;
    private static final int IOVEC_LENGTH = 8;
    /** A header, two bytes of data, and what rounds them up to eight. */
    private static final int CONTROL_BYTES = 24;

    private static final int CONTROL_USED = 18;
    private static final int CONTROL_DATA = 16;
    private static final int CACHE_LINE = 64;
    /** The datagram was longer than its slot. */
    private static final int MSG_TRUNC = 0x20;

    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment iovecs;
    private final MemorySegment controls;
    private final MemorySegment data;

    MessageVector(int slots) {
        Arena arena = Arena.ofAuto();
        headers = arena.allocate((long) slots * HEADER_BYTES, CACHE_LINE);
        names = arena.allocate((long) slots * SockAddr.BYTES, CACHE_LINE);
        iovecs = arena.allocate((long) slots * IOVEC_BYTES, CACHE_LINE);
        controls = arena.allocate((long) slots * CONTROL_BYTES, CACHE_LINE);
        data = arena.allocate((long) slots * UdpSocket.MAX_DATAGRAM_BYTES, CACHE_LINE);
        for (int i = 0; i < slots; i++) {
            long header = (long) i * HEADER_BYTES;
            headers.set(ADDRESS, header, names.asSlice((long) i * SockAddr.BYTES, SockAddr.BYTES));
            headers.set(ADDRESS, header + 32, controls.asSlice((long) i * CONTROL_BYTES, CONTROL_BYTES));
            long iovec = (long) i * IOVEC_BYTES;
            iovecs.set(ADDRESS, iovec, data.asSlice(dataAt(i), UdpSocket.MAX_DATAGRAM_BYTES));
            useSlots(i, i, 1);
            setSlotBytes(i, UdpSocket.MAX_DATAGRAM_BYTES);
            setSegment(i, 0);
        }
    }

    /** From this message on. */
    MemorySegment headersFrom(int message) {
        return headers.asSlice((long) message * HEADER_BYTES);
    }

    private static long dataAt(int slot) {
        return (long) slot * UdpSocket.MAX_DATAGRAM_BYTES;
    }

    /** Gives a message its bytes: consecutive slots. */
    void useSlots(int message, int firstSlot, int count) {
        long header = (long) message * HEADER_BYTES;
        headers.set(ADDRESS, header + IOVEC, iovecs.asSlice((long) firstSlot * IOVEC_BYTES));
        headers.set(JAVA_LONG, header + IOVEC_COUNT, count);
    }

    void setSlotBytes(int slot, int bytes) {
        iovecs.set(JAVA_LONG, (long) slot * IOVEC_BYTES + IOVEC_LENGTH, bytes);
    }

    /** The message is cut by the kernel into datagrams of this size ({@code UDP_SEGMENT}), or it is one, for 0. */
    void setSegment(int message, int bytes) {
        headers.set(JAVA_LONG, (long) message * HEADER_BYTES + CONTROL_LENGTH, bytes == 0 ? 0 : CONTROL_BYTES);
        if (bytes > 0) {
            long control = (long) message * CONTROL_BYTES;
            controls.set(JAVA_LONG, control, CONTROL_USED);
            controls.set(JAVA_INT, control + 8, Libc.SOL_UDP);
            controls.set(JAVA_INT, control + 12, Libc.UDP_SEGMENT);
            controls.set(JAVA_SHORT, control + CONTROL_DATA, (short) bytes);
        }
    }

    /** Fills a slot. */
    void put(int slot, byte[] buffer, int offset, int length) {
        MemorySegment.copy(buffer, offset, data, JAVA_BYTE, dataAt(slot), length);
        setSlotBytes(slot, length);
    }

    void setName(int message, boolean isIpv6, RemoteAddress to) {
        int bytes = SockAddr.write(names, (long) message * SockAddr.BYTES, isIpv6, to.high(), to.low(), to.port());
        headers.set(JAVA_INT, (long) message * HEADER_BYTES + NAME_LENGTH, bytes);
    }

    /** Before the first messages are received again: the whole room for a name. */
    void resetNames(int count) {
        for (int i = 0; i < count; i++) {
            headers.set(JAVA_INT, (long) i * HEADER_BYTES + NAME_LENGTH, SockAddr.BYTES);
        }
    }

    /** Bytes received with a message. */
    int received(int message) {
        return headers.get(JAVA_INT, (long) message * HEADER_BYTES + MOVED);
    }

    boolean isCut(int message) {
        return (headers.get(JAVA_INT, (long) message * HEADER_BYTES + FLAGS) & MSG_TRUNC) != 0;
    }

    /** Hands over a received message. */
    void deliver(int message, UdpSocket socket, byte[] scratch, DatagramSink sink) {
        int length = received(message);
        MemorySegment.copy(data, JAVA_BYTE, dataAt(message), scratch, 0, length);
        long name = (long) message * SockAddr.BYTES;
        sink.onDatagram(
                socket,
                SockAddr.high(names, name),
                SockAddr.low(names, name),
                SockAddr.port(names, name),
                scratch,
                length);
    }
}
