package org.vsekai.storage.check;

import java.util.ArrayList;
import java.util.List;

/** What a checker has found to be wrong: all are counted, the first few are kept as text. Any thread. */
public final class Anomalies {
    /** Texts that are kept. The first ones say most: what follows is often their consequence. */
    static final int MAX_DETAILS = 20;

    private final List<String> details = new ArrayList<>();
    private long count;

    public synchronized void found(String what) {
        count++;
        if (details.size() < MAX_DETAILS) {
            details.add(what);
        }
    }

    public synchronized long count() {
        return count;
    }

    public synchronized List<String> details() {
        return List.copyOf(details);
    }
}
