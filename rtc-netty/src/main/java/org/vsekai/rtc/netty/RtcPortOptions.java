package org.vsekai.rtc.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.vsekai.core.Check;
import org.vsekai.rtc.datachannel.ChannelOptions;

/**
 * How a port is set up.
 *
 * @param bindAddress where to listen; port 0 takes a free one
 * @param advertisedAddresses what answers tell clients to send to, the best first; empty to find out ({@link
 *     AdvertisedAddresses})
 * @param maxPeers peers at a time, joining ones included
 * @param channels the negotiated channels; both ends must agree on them
 */
public record RtcPortOptions(
        InetSocketAddress bindAddress,
        List<InetAddress> advertisedAddresses,
        int maxPeers,
        List<ChannelOptions> channels) {
    public static final int DEFAULT_MAX_PEERS = 2_000;
    /** As {@code docs/protocol/joining.md} has it. */
    public static final List<ChannelOptions> DEFAULT_CHANNELS =
            List.of(ChannelOptions.lossy(0), ChannelOptions.reliable(1));

    private static final int MOST_PEERS = 1 << 20;

    public RtcPortOptions {
        advertisedAddresses = List.copyOf(advertisedAddresses);
        channels = List.copyOf(channels);
        Check.that(maxPeers > 0 && maxPeers <= MOST_PEERS, "a sensible number of peers", maxPeers);
    }

    public static RtcPortOptions at(InetSocketAddress bindAddress) {
        return new RtcPortOptions(bindAddress, List.of(), DEFAULT_MAX_PEERS, DEFAULT_CHANNELS);
    }

    /** A free port that only this machine reaches. */
    public static RtcPortOptions onLoopback() {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public RtcPortOptions withAdvertisedAddresses(List<InetAddress> addresses) {
        return new RtcPortOptions(bindAddress, addresses, maxPeers, channels);
    }

    public RtcPortOptions withMaxPeers(int peers) {
        return new RtcPortOptions(bindAddress, advertisedAddresses, peers, channels);
    }
}
