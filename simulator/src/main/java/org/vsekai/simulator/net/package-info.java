/** The way between a player and the server: two lanes, with loss, delay and breaks. */
@NullMarked
package org.vsekai.simulator.net;

import org.jspecify.annotations.NullMarked;
