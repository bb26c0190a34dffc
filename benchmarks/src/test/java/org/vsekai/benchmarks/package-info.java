/** Microbenchmarks, run with {@code ./sekai bench micro}. */
@NullMarked
package org.vsekai.benchmarks;

import org.jspecify.annotations.NullMarked;
