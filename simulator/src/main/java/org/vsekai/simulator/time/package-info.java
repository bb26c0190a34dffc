/** Virtual time: what happens, in which order, in which life of a process; faults, and how often they fired. */
@NullMarked
package org.vsekai.simulator.time;

import org.jspecify.annotations.NullMarked;
