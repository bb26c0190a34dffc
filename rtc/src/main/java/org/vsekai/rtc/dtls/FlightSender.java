package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers the records of one flight into as few datagrams as fit (RFC 6347 §4.1.1): each datagram less is one chance less to
 * lose one.
 */
final class FlightSender {
    /** Datagrams of the handshake stay below this, as Chromium's do. */
    static final int MAX_DATAGRAM_SIZE = 1200;

    private final byte[] datagram = new byte[MAX_DATAGRAM_SIZE];
    private final List<byte[]> flight = new ArrayList<>();
    private int filled;

    /** @param length at most {@link #MAX_DATAGRAM_SIZE} */
    void add(byte[] record, int length) {
        if (filled + length > datagram.length) {
            endDatagram();
        }
        System.arraycopy(record, 0, datagram, filled, length);
        filled += length;
    }

    /** The datagrams gathered since the last call. */
    List<byte[]> end() {
        endDatagram();
        List<byte[]> whole = List.copyOf(flight);
        flight.clear();
        return whole;
    }

    private void endDatagram() {
        if (filled > 0) {
            flight.add(Arrays.copyOf(datagram, filled));
            filled = 0;
        }
    }
}
