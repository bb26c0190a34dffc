package org.vsekai.rtc;

import java.util.List;
import java.util.function.LongSupplier;
import org.vsekai.core.Tally;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsScratch;

/**
 * What the peers of one event loop share.
 *
 * @param scratch confined to the event loop
 * @param secureRandom unpredictable 64-bit numbers
 * @param channels what both ends agreed on; there are no others
 * @param drops counts what any of the peers drops, but for SCTP's own drops ({@link Peer#sctpDrops})
 */
public record PeerContext(
        DtlsContext dtls,
        DtlsScratch scratch,
        LongSupplier secureRandom,
        List<ChannelOptions> channels,
        Tally<PacketDrop> drops) {
    public PeerContext {
        channels = List.copyOf(channels);
    }
}
