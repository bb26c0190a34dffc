package org.vsekai.world;

/** The way into a region, for any thread. */
public interface RegionPort {
    /** False when the bounded queue is full or the region has stopped: the input was not taken, and the caller says so. */
    boolean offer(RegionInput input);
}
