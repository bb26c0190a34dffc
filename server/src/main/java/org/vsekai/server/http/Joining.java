package org.vsekai.server.http;

import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;

/** Lets somebody in, or says why not. Called on virtual threads; may block. */
@FunctionalInterface
public interface Joining {
    /** @param remoteAddress the network address that asks, a literal */
    JoinOutcome join(JoinRequest request, String remoteAddress);
}
