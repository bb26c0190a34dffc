package org.vsekai.rtc.lab.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.datachannel.DataChannels;

/**
 * The data channels of a server: messages of DCEP and of other protocols, on any stream (RFC 8832 §5). What must hold: what the server has to say in
 * answer stays little, also when nobody acknowledges it.
 */
final class DcepTarget implements Target {
    private static final List<byte[]> KNOWN = Corpus.inputs(Layer.DCEP, "dcep0", "dcep1", "dcep2");
    private static final int DCEP = 50;
    private static final int[] PROTOCOLS = {DCEP, DCEP, DCEP, DCEP, 51, 53, 56, 57, 0, -1};
    private static final int[] CHANNEL_TYPES = {0x00, 0x80, 0x01, 0x81, 0x02, 0x82, 0x03, 0xFF};
    private static final int INPUTS_PER_ASSOCIATION = 400;
    /** SCTP lets no others through. */
    private static final int STREAMS = 1_024;
    /** One for each time that it was opened, and it isn't opened again before it was closed both ways; a byte each. */
    private static final int MOST_ACKS_PER_CHANNEL = 2;

    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;

    private final SplitMix64 random;
    private final Cost cost = new Cost();
    private SctpPair pair;
    private DataChannels channels;
    private boolean isSilent;
    private int maxFromPeer;
    /** Most of what comes is for these. */
    private int busyStreams;

    private int inputs;

    DcepTarget(SplitMix64 random) {
        this.random = random;
        pair = new SctpPair(random, cost);
        channels = open();
    }

    private DataChannels open() {
        pair = new SctpPair(random, cost);
        pair.connect(Integer.MAX_VALUE);
        isSilent = random.chance(0.5);
        maxFromPeer = random.chance(0.5) ? 0 : random.nextInt(8);
        busyStreams = 1 + random.nextInt(8);
        inputs = 0;
        return new DataChannels(
                List.of(ChannelOptions.lossy(LOSSY), ChannelOptions.reliable(RELIABLE)),
                false,
                maxFromPeer,
                pair.server.association,
                (channel, message, isText) -> cost.count());
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                open(0x81, 0, "lossy", ""), open(0, 0, "reliable", "json"), open(0x01, 3, "", ""), new byte[] {2});
    }

    /** DATA_CHANNEL_OPEN. */
    private static byte[] open(int type, int reliability, String label, String protocol) {
        return new Octets()
                .u8(3)
                .u8(type)
                .u16(0)
                .u32(reliability)
                .u16(label.length())
                .u16(protocol.length())
                .ascii(label)
                .ascii(protocol)
                .toBytes();
    }

    @Override
    public List<byte[]> known() {
        return KNOWN;
    }

    @Override
    public byte[] generate() {
        byte[] label = Odd.bytes(300, random);
        byte[] protocol = random.chance(0.7) ? "json".getBytes(StandardCharsets.US_ASCII) : Odd.bytes(300, random);
        return new Octets()
                .u8(random.chance(0.9) ? 3 : random.nextInt(5))
                .u8(random.chance(0.9) ? Odd.oneOf(CHANNEL_TYPES, random) : random.nextInt(256))
                .u16(random.nextInt(1 << 16))
                .u32(random.chance(0.5) ? random.nextInt(4) : Odd.number(random))
                .u16(Odd.length(label.length, random))
                .u16(Odd.length(protocol.length, random))
                .put(label)
                .put(protocol)
                .toBytes();
    }

    @Override
    public void accept(byte[] input) {
        if (pair.isEnded() || inputs == INPUTS_PER_ASSOCIATION) {
            channels = open();
        }
        inputs++;
        int stream = random.nextInt(random.chance(0.8) ? busyStreams : STREAMS);
        cost.begin();
        // An empty message does not reach the channels: SCTP has no empty DATA (RFC 9260 §3.3.1).
        channels.receive(stream, Odd.oneOf(PROTOCOLS, random), input.length == 0 ? new byte[1] : input, pair.now);
        pair.server.association.flush(pair.now);
        cost.end();
        if (isSilent) {
            pair.server.out.clear();
        } else {
            pair.pump();
        }
        if (random.chance(0.2)) {
            pair.server.association.resetStreams(
                    new int[] {stream}, pair.now); // As it does when the peer has reset it.
            channels.onStreamsReset(new int[] {stream});
        }
        long buffered = pair.server.association.bufferedBytes();
        if (isSilent && buffered > MOST_ACKS_PER_CHANNEL * (2 + maxFromPeer)) {
            throw new AssertionError("answers pile up: " + buffered);
        }
    }

    @Override
    public void finish() {
        if (pair.isEnded()) {
            throw new AssertionError("a message of data channels ends the association");
        }
    }

    @Override
    public Cost cost() {
        return cost;
    }

    /** Whoever gets here has been through DTLS. */
    @Override
    public double amplification() {
        return 0;
    }
}
