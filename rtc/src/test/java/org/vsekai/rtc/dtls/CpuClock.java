package org.vsekai.rtc.dtls;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling platform thread has used so far. */
final class CpuClock {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CpuClock() {}

    static long nanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    static long allocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
