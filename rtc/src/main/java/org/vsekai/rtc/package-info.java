/** WebRTC data channels as sans-I/O state machines: a datagram and the time go in, datagrams, messages and the next deadline come out. */
@NullMarked
package org.vsekai.rtc;

import org.jspecify.annotations.NullMarked;
