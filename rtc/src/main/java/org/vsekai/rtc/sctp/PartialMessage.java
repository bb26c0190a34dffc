package org.vsekai.rtc.sctp;

/** An interleaved message that can't be delivered yet: fragments are missing, or older messages of its stream. */
final class PartialMessage {
    private final FragmentRuns runs = new FragmentRuns();
    private int byteCount;

    /** Payload of all its fragments that are here. */
    int byteCount() {
        return byteCount;
    }

    boolean has(int fragment) {
        return runs.has(fragment);
    }

    void add(FragmentRun fragment) {
        byteCount += fragment.byteCount;
        runs.add(fragment);
    }

    boolean isWhole() {
        FragmentRun first = runs.first();
        return first != null && first.isWhole();
    }

    /** What is here; only after that the runs may be taken out. */
    FragmentRuns runs() {
        return runs;
    }
}
