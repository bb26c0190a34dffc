package org.vsekai.rtc.udp;

/** What went through a port. */
public enum PortTraffic {
    DATAGRAMS_IN,
    BYTES_IN,
    DATAGRAMS_OUT,
    BYTES_OUT,
    PEERS_CONNECTED
}
