/** The benchmark of worlds: entities in memory and in the store, and what it costs to move them between the two. */
@NullMarked
package org.vsekai.benchmarks.world;

import org.jspecify.annotations.NullMarked;
