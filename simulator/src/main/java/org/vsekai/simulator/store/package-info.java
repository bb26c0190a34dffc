/** A store in memory with FoundationDB's semantics, virtual latency and faults. */
@NullMarked
package org.vsekai.simulator.store;

import org.jspecify.annotations.NullMarked;
