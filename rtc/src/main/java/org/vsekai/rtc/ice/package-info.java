/**
 * STUN (RFC 8489), ICE-lite and enough of full ICE for a client of an ICE-lite server (RFC 8445), consent freshness (RFC
 * 7675). Sans-I/O. Deviations are listed in {@code docs/protocol/transport.md}.
 */
@NullMarked
package org.vsekai.rtc.ice;

import org.jspecify.annotations.NullMarked;
