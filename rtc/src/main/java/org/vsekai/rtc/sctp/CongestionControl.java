package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;

/**
 * How much may be in flight (RFC 9260 §7.2): slow start, congestion avoidance, fast recovery, collapse after a timeout, decay
 * when idle. Sizes are bytes of DATA chunks with their headers.
 */
@HotPath
final class CongestionControl {
    /** RFC 6928's ten segments; RFC 9260 §7.2.1 says about four. */
    private static final int INITIAL_PACKETS = 10;
    /** RFC 9260 §7.2.3: "ssthresh = max(cwnd / 2, 4 * PMDCS)". */
    private static final int LEAST_THRESHOLD_PACKETS = 4;
    /** More has no use: a packet train of this size would be longer than any send buffer here. */
    private static final int MAX_WINDOW_BYTES = 16 << 20;

    private static final int MAX_HALVINGS = 20;

    private final int packetBytes;
    private int windowBytes;
    private int thresholdBytes;
    private int partialBytesAcked;
    private boolean isInFastRecovery;
    private long fastRecoveryExitTsn;

    CongestionControl(int packetBytes, int peerWindowBytes) {
        this.packetBytes = packetBytes;
        windowBytes = INITIAL_PACKETS * packetBytes;
        thresholdBytes = Math.max(peerWindowBytes, LEAST_THRESHOLD_PACKETS * packetBytes);
    }

    int windowBytes() {
        return windowBytes;
    }

    boolean isInFastRecovery() {
        return isInFastRecovery;
    }

    /**
     * New data was acknowledged.
     *
     * @param flightBytesBefore what was in flight when the SACK came
     * @param ackedBytes what it acknowledged for the first time
     * @param cumulativeTsn the cumulative number, which this SACK moved
     */
    void onCumulativeAdvance(int flightBytesBefore, int ackedBytes, long cumulativeTsn, int flightBytesAfter) {
        if (isInFastRecovery) {
            // RFC 9260 §7.2.4: cwnd does not grow until everything outstanding at the loss is acknowledged.
            isInFastRecovery = cumulativeTsn < fastRecoveryExitTsn;
            return;
        }
        boolean wasUsed = flightBytesBefore >= windowBytes;
        if (windowBytes <= thresholdBytes) {
            if (wasUsed) {
                grow(Math.min(ackedBytes, packetBytes));
            }
        } else {
            partialBytesAcked += ackedBytes;
            if (partialBytesAcked >= windowBytes) {
                if (wasUsed) {
                    partialBytesAcked -= windowBytes;
                    grow(packetBytes);
                } else {
                    partialBytesAcked = windowBytes;
                }
            }
        }
        if (flightBytesAfter == 0) {
            partialBytesAcked = 0;
        }
    }

    private void grow(int bytes) {
        windowBytes = Math.min(windowBytes + bytes, MAX_WINDOW_BYTES);
    }

    /** SACKs showed a loss (RFC 9260 §7.2.4). Whether this entered fast recovery. */
    boolean onLoss(long highestOutstandingTsn) {
        if (isInFastRecovery) {
            return false;
        }
        isInFastRecovery = true;
        fastRecoveryExitTsn = highestOutstandingTsn;
        thresholdBytes = Math.max(windowBytes / 2, LEAST_THRESHOLD_PACKETS * packetBytes);
        windowBytes = thresholdBytes;
        partialBytesAcked = 0;
        return true;
    }

    /** The retransmission timer expired (RFC 9260 §7.2.3). */
    void onTimeout() {
        isInFastRecovery = false;
        thresholdBytes = Math.max(windowBytes / 2, LEAST_THRESHOLD_PACKETS * packetBytes);
        windowBytes = packetBytes;
        partialBytesAcked = 0;
    }

    /** RFC 9260 §7.2.1: an idle sender's window "SHOULD be adjusted to max(cwnd / 2, 4 * PMDCS) once per RTO". */
    void onIdle(long idleNanos, long rtoNanos) {
        long halvings = Math.min(idleNanos / rtoNanos, MAX_HALVINGS);
        int least = Math.min(windowBytes, LEAST_THRESHOLD_PACKETS * packetBytes);
        windowBytes = Math.max(windowBytes >> halvings, least);
    }
}
