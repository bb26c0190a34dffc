/**
 * Both lanes over one WebSocket, without the socket: what is sent when, and what frames mean. A driver brings frames, time
 * and threads. {@code docs/protocol/websocket.md} has the rules.
 */
@NullMarked
package org.vsekai.gateway.websocket;

import org.jspecify.annotations.NullMarked;
