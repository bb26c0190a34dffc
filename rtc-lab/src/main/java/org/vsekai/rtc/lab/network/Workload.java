package org.vsekai.rtc.lab.network;

import java.nio.ByteBuffer;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.peer.Peer;

/** What one end says to the other, tick by tick: small lossy messages, reliable ones of all sizes. */
final class Workload {
    private static final int MAX_RELIABLE_BYTES = 64 * 1024;
    private static final int MAX_LOSSY_BYTES = 4 * 1024;
    private static final int NUMBER_BYTES = 8;

    private final SplitMix64 random;
    private final VirtualEnd from;
    private final VirtualEnd to;
    private final double reliablePerTick;
    private final double lossyPerTick;
    private long number;

    Workload(SplitMix64 random, VirtualEnd from, VirtualEnd to) {
        this.random = random;
        this.from = from;
        this.to = to;
        reliablePerTick = random.nextDouble() * 0.3;
        lossyPerTick = random.nextDouble();
    }

    static long numberOf(byte[] message) {
        return message.length < NUMBER_BYTES ? -1 : ByteBuffer.wrap(message).getLong();
    }

    void tick(long now) {
        if (random.chance(lossyPerTick)) {
            byte[] message = numbered(lossySize());
            to.arrivals.mayArrive(number, message);
            from.peer().send(Arrivals.LOSSY, message, now);
        }
        if (random.chance(reliablePerTick)) {
            byte[] message = random.nextBytes(reliableSize());
            if (from.peer().send(Arrivals.RELIABLE, message, now)) {
                to.arrivals.expect(message);
            }
        }
        if (from.peer().bufferedBytes() > Peer.MAX_BUFFERED_BYTES) {
            throw new AssertionError(
                    "more is buffered than may be: " + from.peer().bufferedBytes());
        }
    }

    private int lossySize() {
        return random.chance(0.9)
                ? NUMBER_BYTES + random.nextInt(300)
                : NUMBER_BYTES + random.nextInt(MAX_LOSSY_BYTES - NUMBER_BYTES);
    }

    private int reliableSize() {
        double dice = random.nextDouble();
        return dice < 0.8
                ? random.nextInt(300)
                : dice < 0.97 ? random.nextInt(8_192) : random.nextInt(MAX_RELIABLE_BYTES + 1);
    }

    private byte[] numbered(int size) {
        byte[] message = random.nextBytes(size);
        number++;
        ByteBuffer.wrap(message).putLong(number);
        return message;
    }
}
