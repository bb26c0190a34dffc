/** What a join is made of. */
@NullMarked
package org.vsekai.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
