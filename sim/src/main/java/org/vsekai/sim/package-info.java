/** The region engine: columns of components, spatial index, input queue, tick. Knows nothing of this game's rules, of threads, clocks or stores. */
@NullMarked
package org.vsekai.sim;

import org.jspecify.annotations.NullMarked;
