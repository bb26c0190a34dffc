package org.vsekai.rtc.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.vsekai.core.Check;

/**
 * The system calls of Linux that a UDP port needs, above all the two that move many datagrams at once. Numbers are those of x86-64 and
 * AArch64, which agree but for the layout of {@code struct epoll_event}. A call answers what the C function does, or {@code -errno} where
 * that would be -1. Any thread.
 */
final class Libc {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    /** SOCK_NONBLOCK and SOCK_CLOEXEC, which are EFD_NONBLOCK and EFD_CLOEXEC too. */
    static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_REUSEPORT = 15;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int SOL_UDP = 17;
    /** Linux 4.18: one call hands over several datagrams for one destination ({@code udp(7)}). */
    static final int UDP_SEGMENT = 103;

    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;
    static final int EPOLLET = 1 << 31;

    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EADDRINUSE = 98;
    static final int ENOBUFS = 105;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    /** Where a call of this thread leaves errno. */
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = find("bind", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = find("getsockname", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT = find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECVMMSG = find("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SENDMMSG = find("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = find("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD_WRITE = find("eventfd_write", JAVA_INT, JAVA_LONG);
    private static final MethodHandle CLOSE = find("close", JAVA_INT);

    private Libc() {}

    /** Whether this system is one whose numbers and layouts are known here. */
    static boolean isSupported() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.equals("linux") && (isX86() || architecture().equals("aarch64"));
    }

    static boolean isX86() {
        return architecture().equals("amd64") || architecture().equals("x86_64");
    }

    private static String architecture() {
        return System.getProperty("os.arch", "");
    }

    /** Each function here takes integers and pointers and answers an {@code int}. */
    private static MethodHandle find(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static int orError(int result, MemorySegment captured) {
        return result == -1 ? -(int) ERRNO.get(captured, 0L) : result;
    }

    private static Check.BrokenInvariant unexpected(Throwable thrown) {
        var broken = new Check.BrokenInvariant("a system call throws nothing");
        broken.initCause(thrown);
        return broken;
    }

    static int socket(int family) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) SOCKET.invokeExact(captured, family, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(int descriptor, MemorySegment address, int bytes) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) BIND.invokeExact(captured, descriptor, address, bytes), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param bytes an int: the room at the address, and then what was used of it */
    static int getsockname(int descriptor, MemorySegment address, MemorySegment bytes) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) GETSOCKNAME.invokeExact(captured, descriptor, address, bytes), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setsockopt(int descriptor, int level, int option, int value) {
        MemorySegment captured = CAPTURED.get();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment at = arena.allocateFrom(JAVA_INT, value);
            return orError(
                    (int) SETSOCKOPT.invokeExact(captured, descriptor, level, option, at, Integer.BYTES), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Never waits: {@code -EAGAIN} if there is nothing. */
    static int recvmmsg(int descriptor, MemorySegment messages, int count) {
        MemorySegment captured = CAPTURED.get();
        try {
            int received = (int) RECVMMSG.invokeExact(captured, descriptor, messages, count, 0, MemorySegment.NULL);
            return orError(received, captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Never waits. How many were taken, or why not even the first was. */
    static int sendmmsg(int descriptor, MemorySegment messages, int count) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) SENDMMSG.invokeExact(captured, descriptor, messages, count, 0), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollCreate() {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) EPOLL_CREATE.invokeExact(captured, EPOLL_CLOEXEC), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollControl(int epoll, int operation, int descriptor, MemorySegment event) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) EPOLL_CTL.invokeExact(captured, epoll, operation, descriptor, event), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param millis -1 for as long as it takes */
    static int epollWait(int epoll, MemorySegment events, int count, int millis) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) EPOLL_WAIT.invokeExact(captured, epoll, events, count, millis), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfd() {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) EVENTFD.invokeExact(captured, 0, NONBLOCK_CLOEXEC), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventfdWrite(int descriptor, long value) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) EVENTFD_WRITE.invokeExact(captured, descriptor, value), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(int descriptor) {
        MemorySegment captured = CAPTURED.get();
        try {
            return orError((int) CLOSE.invokeExact(captured, descriptor), captured);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
