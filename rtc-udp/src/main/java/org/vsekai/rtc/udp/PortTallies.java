package org.vsekai.rtc.udp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelDrop;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.rtc.sctp.SctpDrop;

/** What a port counts. Any thread may read. */
record PortTallies(
        Tally<PacketDrop> drops,
        Tally<SctpDrop> sctpDropsOfGonePeers,
        Tally<ChannelDrop> channelDropsOfGonePeers,
        Tally<CloseReason> ends,
        Tally<PortTraffic> traffic) {
    PortTallies() {
        this(
                new Tally<>(PacketDrop.class),
                new Tally<>(SctpDrop.class),
                new Tally<>(ChannelDrop.class),
                new Tally<>(CloseReason.class),
                new Tally<>(PortTraffic.class));
    }

    /** Keeps what a peer counted that is going. */
    void retire(Peer peer, CloseReason reason) {
        ends.count(reason);
        add(peer.sctpDrops(), sctpDropsOfGonePeers);
        add(peer.channelDrops(), channelDropsOfGonePeers);
    }

    private static <E extends Enum<E>> void add(@Nullable Tally<E> counted, Tally<E> sum) {
        if (counted != null) {
            counted.forEach(sum::add);
        }
    }

    /** By name, as metrics want them: {@code drop.junk_first_byte}, {@code sctp.bad_checksum}, {@code end.local}, … */
    Map<String, LongSupplier> byName(Set<PeerDriver> peers) {
        var byName = new LinkedHashMap<String, LongSupplier>();
        for (PortTraffic kind : PortTraffic.values()) {
            byName.put("traffic." + name(kind), () -> traffic.get(kind));
        }
        for (PacketDrop reason : PacketDrop.values()) {
            byName.put("drop." + name(reason), () -> drops.get(reason));
        }
        for (SctpDrop reason : SctpDrop.values()) {
            byName.put("sctp." + name(reason), () -> sum(sctpDropsOfGonePeers, reason, peers, Peer::sctpDrops));
        }
        for (ChannelDrop reason : ChannelDrop.values()) {
            byName.put(
                    "channel." + name(reason), () -> sum(channelDropsOfGonePeers, reason, peers, Peer::channelDrops));
        }
        for (CloseReason reason : CloseReason.values()) {
            byName.put("end." + name(reason), () -> ends.get(reason));
        }
        return byName;
    }

    /** Reads each peer's count: for scrapes, not for hot paths. A peer that goes meanwhile may be missed or counted twice. */
    private static <E extends Enum<E>> long sum(
            Tally<E> gone, E reason, Set<PeerDriver> peers, Function<Peer, @Nullable Tally<E>> tally) {
        long sum = gone.get(reason);
        for (PeerDriver driver : peers) {
            Tally<E> counted = tally.apply(driver.peer);
            sum += counted == null ? 0 : counted.get(reason);
        }
        return sum;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
