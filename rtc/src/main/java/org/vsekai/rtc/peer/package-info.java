/** One peer connection: ICE, DTLS and SCTP joined into a single state machine. */
@NullMarked
package org.vsekai.rtc.peer;

import org.jspecify.annotations.NullMarked;
