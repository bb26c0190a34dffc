package org.vsekai.benchmarks.world;

/**
 * How much is asked.
 *
 * @param resident entities of the table whose memory is measured
 * @param moving entities that move
 * @param ticks of movement that are timed
 * @param stored entities of the world that is made, and served
 * @param seconds of each kind of ticks that are timed
 * @param regions that are up meanwhile
 */
record WorldLoad(int resident, int moving, int ticks, int stored, int seconds, int regions) {
    /** Enough to see that all of it works. */
    static final WorldLoad QUICK = new WorldLoad(20_000, 20_000, 60, 200_000, 2, 4);
}
