/** The UDP port: sockets, event loop and timers that drive {@link org.vsekai.rtc.peer.Peer}s. */
@NullMarked
package org.vsekai.rtc.udp;

import org.jspecify.annotations.NullMarked;
