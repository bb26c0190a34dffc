package org.vsekai.rtc.sctp;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of I-DATA from the peer, in its ordered or its unordered half: messages that can't be delivered yet, by their identifiers, which
 * don't wrap around here.
 */
final class InterleavedInboundStream {
    /** Of the ordered half: the message that is to be delivered next. Of the unordered half: one more than the greatest that was seen. */
    private long next;

    private @Nullable NavigableMap<Long, PartialMessage> partial;

    long unwrap(int messageId) {
        return Serial.unwrap(next, messageId);
    }

    boolean isNext(long id) {
        return id == next;
    }

    boolean isBefore(long id) {
        return id < next;
    }

    void advance() {
        next++;
    }

    void advanceTo(long id) {
        next = Math.max(next, id);
    }

    @Nullable
    PartialMessage get(long id) {
        return partial == null ? null : partial.get(id);
    }

    PartialMessage getOrBegin(long id) {
        if (partial == null) {
            partial = new TreeMap<>();
        }
        return partial.computeIfAbsent(id, any -> new PartialMessage());
    }

    void remove(long id) {
        if (partial != null) {
            partial.remove(id);
            if (partial.isEmpty()) {
                partial = null;
            }
        }
    }

    /** Takes out the message that is next, if it is here and whole. */
    @Nullable
    PartialMessage takeNext() {
        PartialMessage message = get(next);
        if (message == null || !message.isWhole()) {
            return null;
        }
        remove(next);
        return message;
    }

    /** Takes out the oldest one that is not newer than this, if there is one. */
    @Nullable
    PartialMessage takeUpTo(long id) {
        if (partial == null || partial.firstKey() > id) {
            return null;
        }
        PartialMessage first = partial.firstEntry().getValue();
        remove(partial.firstKey());
        return first;
    }
}
