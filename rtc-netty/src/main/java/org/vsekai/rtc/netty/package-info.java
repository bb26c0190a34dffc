/** The UDP port: sockets, event loop and timers that drive {@link org.vsekai.rtc.Peer}s. */
@NullMarked
package org.vsekai.rtc.netty;

import org.jspecify.annotations.NullMarked;
