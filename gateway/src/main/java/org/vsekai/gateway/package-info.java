/**
 * Sessions: joining, validation, limits, and what each client is sent.
 *
 * <p>Three kinds of thread meet here. A peer's event loop decodes, limits and offers inputs to the region ({@link
 * org.vsekai.gateway.Session}). The gateway's thread alone owns all that replication needs ({@link
 * org.vsekai.gateway.Gateway}). Joins block on virtual threads ({@link org.vsekai.gateway.JoinService}). They share a
 * session's state and a few volatile fields, nothing else.
 */
@NullMarked
package org.vsekai.gateway;

import org.jspecify.annotations.NullMarked;
