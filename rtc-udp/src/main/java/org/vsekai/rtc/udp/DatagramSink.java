package org.vsekai.rtc.udp;

/** Takes the datagrams that a loop's sockets have received. */
@FunctionalInterface
interface DatagramSink {
    /**
     * One datagram; the address is as in {@link RemoteAddress}.
     *
     * @param data is used again after the call
     * @param length {@link UdpSocket#MAX_DATAGRAM_BYTES} at the most: longer datagrams don't come here
     */
    void onDatagram(UdpSocket socket, long high, long low, int port, byte[] data, int length);
}
