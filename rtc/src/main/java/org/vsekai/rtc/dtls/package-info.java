/**
 * DTLS 1.2 for data channels (RFC 6347, RFC 8827 §6.5) with the JDK's engine, behind {@link
 * org.vsekai.rtc.dtls.DtlsSession} so that another can take its place.
 */
@NullMarked
package org.vsekai.rtc.dtls;

import org.jspecify.annotations.NullMarked;
