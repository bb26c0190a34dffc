/** What things cost, from load scenarios with processes of their own. Microbenchmarks are among the tests. */
@NullMarked
package org.vsekai.benchmarks;

import org.jspecify.annotations.NullMarked;
