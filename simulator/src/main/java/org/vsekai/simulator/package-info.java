/** The whole server in one thread under virtual time, from one seed, with faults and oracles. */
@NullMarked
package org.vsekai.simulator;

import org.jspecify.annotations.NullMarked;
