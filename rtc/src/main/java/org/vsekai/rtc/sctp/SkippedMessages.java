package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;

/** The greatest number given up of each stream, while a FORWARD TSN or I-FORWARD-TSN chunk is made up. */
@HotPath
final class SkippedMessages {
    /** Streams named in one chunk; its number stops short where there are more. */
    static final int MAX_STREAMS = 100;

    private static final int UNORDERED = 1 << 16;

    private final int[] keys = new int[MAX_STREAMS];
    private final int[] numbers = new int[MAX_STREAMS];
    private int count;

    void clear() {
        count = 0;
    }

    /** Notes a message that comes after those noted before. False if its stream finds no place. */
    boolean note(OutgoingMessage message) {
        int key = message.streamId | (message.isUnordered ? UNORDERED : 0);
        int at = 0;
        while (at < count && keys[at] != key) {
            at++;
        }
        if (at == MAX_STREAMS) {
            return false;
        }
        keys[at] = key;
        numbers[at] = message.number;
        count = Math.max(count, at + 1);
        return true;
    }

    int count() {
        return count;
    }

    int streamId(int index) {
        return keys[index] & ~UNORDERED;
    }

    boolean isUnordered(int index) {
        return (keys[index] & UNORDERED) != 0;
    }

    int number(int index) {
        return numbers[index];
    }
}
