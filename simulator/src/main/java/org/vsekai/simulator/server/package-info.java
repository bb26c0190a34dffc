/** One life of the server: world, gateway, joining, driven by virtual time. */
@NullMarked
package org.vsekai.simulator.server;

import org.jspecify.annotations.NullMarked;
