package org.vsekai.rtc.udp;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.peer.Peer;

/** The in-band channels of one peer, as threads other than its event loop know them. Any thread; costs a word while there are none. */
final class InBandChannels {
    private volatile @Nullable Map<Integer, ChannelOptions> byId;

    @Nullable
    ChannelOptions get(int id) {
        Map<Integer, ChannelOptions> channels = byId;
        return channels == null ? null : channels.get(id);
    }

    /** The peer opened one, or agreed to ours. */
    void put(ChannelOptions channel) {
        channels().put(channel.id(), channel);
    }

    void remove(int id) {
        Map<Integer, ChannelOptions> channels = byId;
        if (channels != null) {
            channels.remove(id);
        }
    }

    /**
     * Takes an id for a channel of ours: the one it asks for, or the first of ours that is free.
     *
     * @param parity 0 if ours are even, 1 if they are odd
     */
    OptionalInt take(ChannelOptions options, int parity, IntPredicate isAgreed) {
        int first = options.id() == ChannelOptions.ANY_ID ? parity : options.id();
        int last = options.id() == ChannelOptions.ANY_ID ? Peer.MAX_CHANNELS - 1 : options.id();
        for (int id = first; id <= last; id += 2) {
            if (!isAgreed.test(id) && channels().putIfAbsent(id, options.withId(id)) == null) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }

    private synchronized Map<Integer, ChannelOptions> channels() {
        Map<Integer, ChannelOptions> channels = byId;
        if (channels == null) {
            channels = new ConcurrentHashMap<>();
            byId = channels;
        }
        return channels;
    }
}
