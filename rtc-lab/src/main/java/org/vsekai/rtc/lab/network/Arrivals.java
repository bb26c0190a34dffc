package org.vsekai.rtc.lab.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vsekai.rtc.datachannel.ChannelOptions;

/**
 * Holds what arrives on one channel, at one end, against what was sent: nothing twice, no byte changed, in order if the channel is ordered, and all of
 * it if the channel is reliable.
 */
final class Arrivals {
    private final String name;
    private final ChannelOptions channel;
    /** What was sent and has not arrived, in the order of sending, by the number that it begins with. */
    private final Map<Long, byte[]> sent = new LinkedHashMap<>();

    private long lastNumber;
    private long count;

    Arrivals(String name, ChannelOptions channel) {
        this.name = name + ", channel " + channel;
        this.channel = channel;
    }

    ChannelOptions channel() {
        return channel;
    }

    /** The other end is about to hand this to its transport. */
    void mayArrive(byte[] message) {
        sent.put(Workload.numberOf(message), message);
    }

    /** The transport refused it. */
    void wontArrive(byte[] message) {
        sent.remove(Workload.numberOf(message));
    }

    void take(byte[] message) {
        long number = Workload.numberOf(message);
        byte[] expected = sent.get(number);
        check(expected != null, "a message arrives that was not sent, or a second time");
        check(Arrays.equals(expected, message), "a message arrives changed");
        check(!channel.ordered() || number > lastNumber, "a message overtook another one");
        boolean isFirst = sent.keySet().iterator().next() == number;
        check(!channel.ordered() || !channel.isReliable() || isFirst, "a message is left out");
        sent.remove(number);
        lastNumber = Math.max(lastNumber, number);
        count++;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(name + ": " + otherwise + ", after " + count);
        }
    }

    /** How many messages still have to come. */
    int missing() {
        return channel.isReliable() ? sent.size() : 0;
    }

    long count() {
        return count;
    }
}
