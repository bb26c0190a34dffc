package org.vsekai.rtc.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.vsekai.core.Check;
import org.vsekai.rtc.datachannel.ChannelOptions;

/**
 * How a port is set up.
 *
 * @param bindAddresses where to listen, all at one port number; 0 takes a free one. On a machine with several addresses, name those that
 *     players use rather than "any": an answer must leave from the address that was asked
 * @param advertisedAddresses what answers tell clients to send to, the best first; empty to find out ({@link AdvertisedAddresses})
 * @param maxPeers peers at a time, joining ones included
 * @param eventLoops threads that share the peers; more than one only on Linux, and one elsewhere whatever this says
 * @param channels the negotiated channels; both ends must agree on them
 * @param maxChannelsFromPeer channels that each peer may have opened in-band at a time; none unless somebody wants them
 */
public record RtcPortOptions(
        List<InetSocketAddress> bindAddresses,
        List<InetAddress> advertisedAddresses,
        int maxPeers,
        int eventLoops,
        List<ChannelOptions> channels,
        int maxChannelsFromPeer) {
    public static final int DEFAULT_MAX_PEERS = 2_000;
    public static final int MAX_EVENT_LOOPS = 64;
    /** As {@code docs/protocol/joining.md} has it. */
    public static final List<ChannelOptions> DEFAULT_CHANNELS =
            List.of(ChannelOptions.lossy(0), ChannelOptions.reliable(1));

    private static final int MOST_PEERS = 1 << 20;
    private static final int MOST_ADDRESSES = 16;

    public RtcPortOptions {
        bindAddresses = List.copyOf(bindAddresses);
        advertisedAddresses = List.copyOf(advertisedAddresses);
        channels = List.copyOf(channels);
        Check.that(maxChannelsFromPeer >= 0, "a number of channels", maxChannelsFromPeer);
        Check.that(maxPeers > 0 && maxPeers <= MOST_PEERS, "a sensible number of peers", maxPeers);
        Check.that(eventLoops > 0 && eventLoops <= MAX_EVENT_LOOPS, "a sensible number of loops", eventLoops);
        Check.that(
                !bindAddresses.isEmpty() && bindAddresses.size() <= MOST_ADDRESSES,
                "a sensible number of addresses",
                bindAddresses.size());
        Check.that(
                bindAddresses.stream()
                                .map(InetSocketAddress::getPort)
                                .distinct()
                                .count()
                        == 1,
                "all addresses have one port number");
    }

    public static RtcPortOptions at(InetSocketAddress... bindAddresses) {
        return new RtcPortOptions(List.of(bindAddresses), List.of(), DEFAULT_MAX_PEERS, 1, DEFAULT_CHANNELS, 0);
    }

    /** A free port that only this machine reaches. */
    public static RtcPortOptions onLoopback() {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public RtcPortOptions withAdvertisedAddresses(List<InetAddress> addresses) {
        return new RtcPortOptions(bindAddresses, addresses, maxPeers, eventLoops, channels, maxChannelsFromPeer);
    }

    public RtcPortOptions withMaxPeers(int peers) {
        return new RtcPortOptions(bindAddresses, advertisedAddresses, peers, eventLoops, channels, maxChannelsFromPeer);
    }

    public RtcPortOptions withEventLoops(int loops) {
        return new RtcPortOptions(bindAddresses, advertisedAddresses, maxPeers, loops, channels, maxChannelsFromPeer);
    }

    public RtcPortOptions withChannels(List<ChannelOptions> agreed) {
        return new RtcPortOptions(
                bindAddresses, advertisedAddresses, maxPeers, eventLoops, agreed, maxChannelsFromPeer);
    }

    public RtcPortOptions withChannelsFromPeer(int max) {
        return new RtcPortOptions(bindAddresses, advertisedAddresses, maxPeers, eventLoops, channels, max);
    }
}
