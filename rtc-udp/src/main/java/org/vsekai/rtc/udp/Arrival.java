package org.vsekai.rtc.udp;

/**
 * How a datagram came in.
 *
 * @param loop whose socket it was
 * @param socketIndex which of the loop's shared sockets; all loops have the same ones, in the same order
 */
record Arrival(RemoteAddress from, PeerLoop loop, int socketIndex) {}
