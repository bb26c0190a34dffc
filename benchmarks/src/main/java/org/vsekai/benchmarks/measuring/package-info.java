/** What the benchmarks share: processes that are asked by lines, figures with goals, what the machine is. */
@NullMarked
package org.vsekai.benchmarks.measuring;

import org.jspecify.annotations.NullMarked;
