/** The sockets under {@code org.vsekai.gateway.websocket}: peers whose two lanes come over a WebSocket of the HTTP port. */
@NullMarked
package org.vsekai.server.http.websocket;

import org.jspecify.annotations.NullMarked;
