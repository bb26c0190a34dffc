/** Data channels over an SCTP association (RFC 8831), negotiated out of band or opened with DCEP (RFC 8832). */
@NullMarked
package org.vsekai.rtc.datachannel;

import org.jspecify.annotations.NullMarked;
