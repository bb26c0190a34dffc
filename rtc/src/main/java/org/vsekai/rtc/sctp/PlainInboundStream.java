package org.vsekai.rtc.sctp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stream of DATA from the peer: which ordered message comes next, and whole messages that came too early. */
final class PlainInboundStream {
    private int nextSsn;
    private @Nullable Map<Integer, FragmentRun> early;

    /** Negative if the message is older than what was delivered, 0 if it is next, positive if it is early. */
    int order(int ssn) {
        return Serial.distance16(nextSsn, ssn);
    }

    /** Keeps a message that is early, unless there is one with its number already. */
    boolean keep(FragmentRun message) {
        if (early == null) {
            early = new HashMap<>();
        }
        return early.putIfAbsent(message.number, message) == null;
    }

    void advance() {
        nextSsn = nextSsn + 1 & 0xFFFF;
    }

    /** Takes out the message that is next, if it is here. */
    @Nullable
    FragmentRun takeNext() {
        if (early == null) {
            return null;
        }
        FragmentRun next = early.remove(nextSsn);
        if (early.isEmpty()) {
            early = null;
        }
        return next;
    }

    /** Passes over everything before this number, and takes out what of it is here, in order. */
    List<FragmentRun> skipTo(int ssn) {
        List<FragmentRun> skipped = new ArrayList<>();
        int distance = order(ssn);
        if (distance <= 0) {
            return skipped;
        }
        if (early != null && distance < early.size()) {
            takeEach(early, distance, skipped);
        } else if (early != null) {
            takeBelow(early, distance, skipped);
        }
        nextSsn = ssn;
        return skipped;
    }

    /** By number. A chunk may pass over hundreds of times one number, with thousands of messages held. */
    private void takeEach(Map<Integer, FragmentRun> held, int distance, List<FragmentRun> skipped) {
        for (int i = 0; i < distance; i++) {
            FragmentRun message = held.remove(nextSsn + i & 0xFFFF);
            if (message != null) {
                skipped.add(message);
            }
        }
    }

    private void takeBelow(Map<Integer, FragmentRun> held, int distance, List<FragmentRun> skipped) {
        for (FragmentRun message : held.values()) {
            int order = order(message.number);
            if (order >= 0 && order < distance) {
                skipped.add(message);
            }
        }
        skipped.sort(Comparator.comparingInt(message -> order(message.number)));
        skipped.forEach(message -> held.remove(message.number));
    }

    Map<Integer, FragmentRun> early() {
        return early == null ? Map.of() : early;
    }
}
