/**
 * DTLS 1.2 for data channels (RFC 6347, RFC 8827 §6.5), behind {@link org.vsekai.rtc.dtls.DtlsSession}.
 *
 * <pre>
 * Dtls12Session ── RecordLayer ── RecordCipher     records: numbers, epochs, keys, replay
 *       └──────── Handshake ── InboundMessages     messages, flights, timers, attempts
 *                     └─────── HandshakeAttempt    what the messages say: BouncyCastle, in a Coroutine
 * </pre>
 */
@NullMarked
package org.vsekai.rtc.dtls;

import org.jspecify.annotations.NullMarked;
