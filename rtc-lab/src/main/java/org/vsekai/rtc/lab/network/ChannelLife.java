package org.vsekai.rtc.lab.network;

import org.vsekai.rtc.datachannel.ChannelOptions;

/** An in-band channel from its opening to its end; its label tells it from others on the same id. */
final class ChannelLife {
    final ChannelOptions channel;
    final VirtualEnd opener;
    /** What arrives at who opened it, and at the other end. */
    final Arrivals atOpener;

    final Arrivals atOther;
    /** Whether the other end took it. */
    boolean isAccepted;

    ChannelLife(VirtualEnd opener, VirtualEnd other, ChannelOptions channel) {
        this.channel = channel;
        this.opener = opener;
        atOpener = new Arrivals(opener.name(), channel);
        atOther = new Arrivals(other.name(), channel);
    }

    Arrivals at(VirtualEnd end) {
        return end == opener ? atOpener : atOther;
    }
}
