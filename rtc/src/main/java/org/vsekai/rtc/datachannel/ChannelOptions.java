package org.vsekai.rtc.datachannel;

import java.nio.charset.StandardCharsets;
import org.vsekai.core.Check;
import org.vsekai.rtc.sctp.Delivery;

/**
 * A channel as both sides agree on it: {@code {negotiated: true, id, ordered, maxRetransmits}} in a browser, or what an in-band OPEN says.
 *
 * @param id the channel's id, which is its stream in both directions, or {@link #ANY_ID}
 * @param label its name; need not be unique. Agreed channels need none
 * @param protocol what is spoken on it, or empty
 * @param delivery in both directions
 * @param priority its share of the connection, relative to that of other channels: one of the constants, or any number of 16 bits
 */
public record ChannelOptions(int id, String label, String protocol, Delivery delivery, int priority) {
    /** Of a channel that is to be opened: the next one that is free. */
    public static final int ANY_ID = -1;

    /** RFC 8831 §6.4. Who has twice the priority may send twice as much while there is more to send than the path takes. */
    public static final int BELOW_NORMAL = 128;

    public static final int NORMAL = 256;
    public static final int HIGH = 512;
    public static final int EXTRA_HIGH = 1_024;

    /** Bytes of UTF-8, of the label and of the protocol each; a longer one is refused. */
    public static final int MAX_NAME_BYTES = 1_024;

    /** RFC 8831 §6.6: 65,535 is not usable. */
    private static final int MAX_ID = 65_534;

    private static final int MAX_PRIORITY = 65_535;
    private static final long NANOS_PER_MILLI = 1_000_000;

    public ChannelOptions {
        Check.that(id >= ANY_ID && id <= MAX_ID, "a channel id is a stream", id);
        Check.that(priority > 0 && priority <= MAX_PRIORITY, "a priority has 16 bits and is positive", priority);
        Check.that(bytes(label).length <= MAX_NAME_BYTES, "a label is short", label.length());
        Check.that(bytes(protocol).length <= MAX_NAME_BYTES, "a protocol's name is short", protocol.length());
    }

    private static ChannelOptions of(int id, Delivery delivery) {
        return new ChannelOptions(id, "", "", delivery, NORMAL);
    }

    /** Ordered, and retransmitted until it arrives. */
    public static ChannelOptions reliable(int id) {
        return of(id, Delivery.RELIABLE);
    }

    /** Unordered, and sent once, at once or never. */
    public static ChannelOptions lossy(int id) {
        return of(id, Delivery.limited(true, 0));
    }

    /** With a limit of retransmissions: a message leaves at once, or is dropped. */
    public static ChannelOptions limited(int id, boolean ordered, int maxRetransmits) {
        return of(id, Delivery.limited(!ordered, maxRetransmits));
    }

    /** With a limit of time: a message waits and is retransmitted until its lifetime is over. */
    public static ChannelOptions timed(int id, boolean ordered, long lifetimeMillis) {
        return of(id, Delivery.timed(!ordered, lifetimeMillis * NANOS_PER_MILLI));
    }

    public ChannelOptions withId(int newId) {
        return new ChannelOptions(newId, label, protocol, delivery, priority);
    }

    public ChannelOptions withNames(String newLabel, String newProtocol) {
        return new ChannelOptions(id, newLabel, newProtocol, delivery, priority);
    }

    public ChannelOptions withPriority(int newPriority) {
        return new ChannelOptions(id, label, protocol, delivery, newPriority);
    }

    public boolean ordered() {
        return !delivery.unordered();
    }

    /** Whether every message arrives. */
    public boolean isReliable() {
        return delivery.isReliable();
    }

    /** Whether a message that finds no room is dropped rather than kept waiting. */
    public boolean isLossy() {
        return delivery.isLossy();
    }

    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
