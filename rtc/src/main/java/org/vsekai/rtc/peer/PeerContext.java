package org.vsekai.rtc.peer;

import java.util.List;
import java.util.function.LongSupplier;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.dtls.DtlsContext;
import org.vsekai.rtc.dtls.DtlsScratch;
import org.vsekai.rtc.sctp.SctpScratch;

/**
 * What the peers of one event loop share.
 *
 * @param scratch confined to the event loop
 * @param secureRandom unpredictable 64-bit numbers
 * @param sctpScratch confined to the event loop
 * @param channels what both ends agreed on
 * @param maxChannelsFromPeer channels that a peer may have opened in-band at a time
 * @param interleaving whether messages of several channels may be interleaved
 * @param zeroChecksum whether SCTP may leave detecting errors to DTLS
 * @param drops counts what any of the peers drops, but for SCTP's own drops ({@link Peer#sctpDrops})
 */
public record PeerContext(
        DtlsContext dtls,
        DtlsScratch scratch,
        LongSupplier secureRandom,
        SctpScratch sctpScratch,
        List<ChannelOptions> channels,
        int maxChannelsFromPeer,
        boolean interleaving,
        boolean zeroChecksum,
        Tally<PacketDrop> drops) {
    public PeerContext {
        channels = List.copyOf(channels);
    }

    /** Without in-band channels, and with every extension of SCTP that there is. */
    public static PeerContext of(
            DtlsContext dtls, LongSupplier secureRandom, List<ChannelOptions> channels, Tally<PacketDrop> drops) {
        return new PeerContext(
                dtls, new DtlsScratch(), secureRandom, new SctpScratch(), channels, 0, true, true, drops);
    }

    public PeerContext withChannelsFromPeer(int max) {
        return new PeerContext(
                dtls, scratch, secureRandom, sctpScratch, channels, max, interleaving, zeroChecksum, drops);
    }

    public PeerContext withExtensions(boolean interleavingAllowed, boolean zeroChecksumAllowed) {
        return new PeerContext(
                dtls,
                scratch,
                secureRandom,
                sctpScratch,
                channels,
                maxChannelsFromPeer,
                interleavingAllowed,
                zeroChecksumAllowed,
                drops);
    }
}
