package org.vsekai.rtc.sctp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes FORWARD TSN chunks (RFC 3758 §3.2).
 *
 * <pre>
 * |   Type = 192  |  Flags = 0x00 |        Length = Variable      |
 * |                      New Cumulative TSN                       |
 * |         Stream-1              |       Stream Sequence-1       |
 * </pre>
 */
final class ForwardTsnWriter {
    static final int FIXED_BYTES = 4;
    /** Ordered streams named in one chunk; the number stops short where there are more. */
    private static final int MAX_STREAMS = 100;

    private final OutstandingData outstanding;
    /** The greatest number given up of each ordered stream. */
    private final Map<Integer, Integer> skipped = new LinkedHashMap<>();

    ForwardTsnWriter(OutstandingData outstanding) {
        this.outstanding = outstanding;
    }

    /** Tells the peer to expect nothing up to the abandoned point. */
    void write(PacketWriter out) {
        skipped.clear();
        long tsn = outstanding.cumulativeAck();
        while (tsn < outstanding.abandonedPoint()) {
            OutgoingMessage message = outstanding.at(tsn + 1).message;
            if (!message.isUnordered) {
                if (skipped.size() == MAX_STREAMS && !skipped.containsKey(message.streamId)) {
                    break;
                }
                skipped.put(message.streamId, message.ssn);
            }
            tsn++;
        }
        int at = out.chunk(ChunkType.FORWARD_TSN, 0, FIXED_BYTES + 4 * skipped.size());
        Bytes.put32(out.buffer(), at, (int) tsn);
        int next = at + FIXED_BYTES;
        for (Map.Entry<Integer, Integer> entry : skipped.entrySet()) {
            Bytes.put16(out.buffer(), next, entry.getKey());
            Bytes.put16(out.buffer(), next + 2, entry.getValue());
            next += 4;
        }
    }
}
