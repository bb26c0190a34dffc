/** Ways to break the server from outside, each of which the oracles must notice. */
@NullMarked
package org.vsekai.simulator.sabotage;

import org.jspecify.annotations.NullMarked;
