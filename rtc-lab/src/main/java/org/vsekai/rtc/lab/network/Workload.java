package org.vsekai.rtc.lab.network;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.datachannel.ChannelOptions;

/**
 * What one end says to the other, tick by tick: small messages and large ones on every channel that they agreed on, and on channels that it opens, uses
 * and closes as it goes.
 */
final class Workload {
    /** The agreed channels that every run has. */
    static final int LOSSY = 0;

    static final int RELIABLE = 1;

    private static final int MAX_RELIABLE_BYTES = 64 * 1024;
    private static final int MAX_LOSSY_BYTES = 4 * 1024;
    private static final int NUMBER_BYTES = 8;

    private final SplitMix64 random;
    private final VirtualEnd from;
    private final VirtualEnd to;
    private final List<ChannelOptions> channels;
    private final List<Double> perTick = new ArrayList<>();
    private final double openPerTick;
    private final double closePerTick;
    private long number;

    Workload(SplitMix64 random, VirtualEnd from, VirtualEnd to, List<ChannelOptions> channels) {
        this.random = random;
        this.from = from;
        this.to = to;
        this.channels = channels;
        for (ChannelOptions channel : channels) {
            double most = channel.id() == LOSSY ? 1 : channel.id() == RELIABLE ? 0.3 : 0.1;
            perTick.add(random.nextDouble() * most);
        }
        openPerTick = random.chance(0.6) ? random.nextDouble() * 0.1 : 0;
        closePerTick = random.nextDouble() * 0.1;
    }

    /** The number that a message begins with; the numbers of one end's messages grow. */
    static long numberOf(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    void tick(long now) {
        for (int i = 0; i < channels.size(); i++) {
            if (random.chance(perTick.get(i))) {
                ChannelOptions channel = channels.get(i);
                send(channel, to.agreed(channel.id()), now);
            }
        }
        if (random.chance(openPerTick)) {
            String label = from.name() + ' ' + from.opened();
            from.openChannel(ChannelDice.roll(random, ChannelOptions.ANY_ID).withNames(label, "lab"), to, now);
        }
        List<ChannelLife> usable = from.usable();
        if (!usable.isEmpty()) {
            ChannelLife life = usable.get(random.nextInt(usable.size()));
            if (random.chance(0.3)) {
                send(life.channel, life.at(to), now);
            }
            if (random.chance(closePerTick)) {
                from.closeChannel(life.channel.id(), now);
            }
        }
        from.checkLimits();
        to.checkLimits();
    }

    private void send(ChannelOptions channel, Arrivals arrivals, long now) {
        byte[] message = numbered(channel.isLossy() ? lossySize() : reliableSize());
        arrivals.mayArrive(message);
        if (!from.peer().send(channel.id(), message, now)) {
            arrivals.wontArrive(message);
        }
    }

    private int lossySize() {
        return NUMBER_BYTES
                + (random.chance(0.9) ? random.nextInt(300) : random.nextInt(MAX_LOSSY_BYTES - NUMBER_BYTES));
    }

    private int reliableSize() {
        double dice = random.nextDouble();
        int most = dice < 0.8 ? 300 : dice < 0.97 ? 8_192 : MAX_RELIABLE_BYTES - NUMBER_BYTES + 1;
        return NUMBER_BYTES + random.nextInt(most);
    }

    private byte[] numbered(int size) {
        byte[] message = random.nextBytes(size);
        number++;
        ByteBuffer.wrap(message).putLong(number);
        return message;
    }
}
