/** One durable world: frames and their commit, key layout, recovery, region ownership, players. */
@NullMarked
package org.vsekai.world;

import org.jspecify.annotations.NullMarked;
