package org.vsekai.gateway;

import org.jspecify.annotations.Nullable;

/**
 * A wish to join, as it came: nothing in it is validated but the size of the whole.
 *
 * @param name needed without a token, ignored with one
 * @param token null or empty on the first visit
 * @param offer what the transport's {@code PeerAcceptor} is given: an SDP offer over WebRTC
 */
public record JoinRequest(@Nullable String name, @Nullable String token, Transport transport, String offer) {}
