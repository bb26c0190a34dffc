/** Tests of the benchmark of worlds. */
@NullMarked
package org.vsekai.benchmarks.world;

import org.jspecify.annotations.NullMarked;
