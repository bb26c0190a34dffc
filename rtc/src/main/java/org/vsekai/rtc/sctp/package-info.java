/** SCTP for data channels (RFC 9260, 3758, 6525, 8831, 8832), sans-I/O. */
@NullMarked
package org.vsekai.rtc.sctp;

import org.jspecify.annotations.NullMarked;
