package org.vsekai.rtc.udp;

/** Something with a deadline that knows its place in the {@link DeadlineHeap}. */
abstract class Due {
    static final long NEVER = Long.MAX_VALUE;

    /** When; to be changed only together with {@link DeadlineHeap#update}. */
    long dueNanos = NEVER;
    /** The heap's: the place in it, or -1. */
    int heapIndex = -1;
}
