package org.vsekai.rtc.lab.network;

/** What the network did to a datagram, or to a path. */
public enum Fault {
    LOST,
    DUPLICATED,
    OVERTAKEN,
    CORRUPTED,
    TOO_LARGE,
    BLACKED_OUT,
    ADDRESS_CHANGED
}
