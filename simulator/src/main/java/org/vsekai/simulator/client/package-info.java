/** Players as docs/protocol describes them, some of whom misbehave. */
@NullMarked
package org.vsekai.simulator.client;

import org.jspecify.annotations.NullMarked;
