/** Tests of what the benchmarks share. */
@NullMarked
package org.vsekai.benchmarks.measuring;

import org.jspecify.annotations.NullMarked;
