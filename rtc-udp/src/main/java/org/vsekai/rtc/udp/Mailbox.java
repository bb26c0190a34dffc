package org.vsekai.rtc.udp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * What other threads hand to an event loop for one of its peers: messages to be sent, the wish to close after them, and datagrams that came
 * in through another loop. A bounded queue for many producers and one consumer (D. Vyukov's), whose slots are used again and again, so that nothing is allocated.
 * A full one refuses.
 *
 * @param <P> a peer
 */
@HotPath
final class Mailbox<P> {
    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(Slot.class, "turn", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Slot<P>[] slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private long head;

    /** Takes what was handed over. */
    interface Reader<P> {
        void onMessage(P peer, int channelId, byte[] message);

        void onDatagram(P peer, Arrival arrival, byte[] datagram);

        void onClose(P peer);
    }

    /** Written by whoever has the slot's turn: n to write the nth letter, n + 1 to read it. */
    private static final class Slot<P> {
        private long turn;
        private @Nullable P peer;
        private byte @Nullable [] bytes;
        private int channelId;
        private @Nullable Arrival arrival;
    }

    /** @param capacity a power of two */
    Mailbox(int capacity) {
        Check.that(Integer.bitCount(capacity) == 1, "a capacity is a power of two", capacity);
        mask = capacity - 1;
        slots = noSlots(capacity);
        for (int i = 0; i < capacity; i++) {
            slots[i] = new Slot<>();
            slots[i].turn = i;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    private static <P> Slot<P>[] noSlots(int capacity) {
        return new Slot[capacity];
    }

    /** Any thread. False when full. */
    boolean offerMessage(P peer, int channelId, byte[] message) {
        return offer(peer, channelId, message, null);
    }

    /** Any thread. False when full. */
    boolean offerDatagram(P peer, Arrival arrival, byte[] datagram) {
        return offer(peer, 0, datagram, arrival);
    }

    /** Any thread. False when full. */
    boolean offerClose(P peer) {
        return offer(peer, 0, null, null);
    }

    private boolean offer(P peer, int channelId, byte @Nullable [] bytes, @Nullable Arrival arrival) {
        while (true) {
            long at = tail.get();
            Slot<P> slot = slots[(int) at & mask];
            long turn = (long) TURN.getAcquire(slot);
            if (turn == at) {
                if (tail.compareAndSet(at, at + 1)) {
                    slot.peer = peer;
                    slot.channelId = channelId;
                    slot.bytes = bytes;
                    slot.arrival = arrival;
                    // Volatile, so that whoever offers sees the reader fall asleep, or the reader sees the letter.
                    TURN.setVolatile(slot, at + 1);
                    return true;
                }
            } else if (turn < at) {
                return false;
            }
        }
    }

    /** The consumer's thread. */
    boolean isEmpty() {
        return (long) TURN.getVolatile(slots[(int) head & mask]) != head + 1;
    }

    /** The consumer's thread. Reads what is there, as much as fits the box once. */
    void drain(Reader<P> reader) {
        for (int i = 0; i <= mask; i++) {
            Slot<P> slot = slots[(int) head & mask];
            if ((long) TURN.getAcquire(slot) != head + 1) {
                return;
            }
            P peer = slot.peer;
            byte[] bytes = slot.bytes;
            int channelId = slot.channelId;
            Arrival arrival = slot.arrival;
            slot.peer = null;
            slot.bytes = null;
            slot.arrival = null;
            TURN.setRelease(slot, head + mask + 1);
            head++;
            if (peer == null) {
                throw new Check.BrokenInvariant("a letter that is there was written");
            }
            if (bytes == null) {
                reader.onClose(peer);
            } else if (arrival == null) {
                reader.onMessage(peer, channelId, bytes);
            } else {
                reader.onDatagram(peer, arrival, bytes);
            }
        }
    }
}
