package org.vsekai.archive.move;

import java.util.ArrayList;
import java.util.List;

/** Ends a move at a piece of a step, as a crash would. */
final class Interrupting implements MoveListener {
    private final Step step;
    private final int piece;
    private int seen;
    private final List<String> notes = new ArrayList<>();

    /** What a cut-short move ends with. */
    static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** @param piece the first is 1 */
    Interrupting(Step step, int piece) {
        this.step = step;
        this.piece = piece;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void onProgress(Step now, long pairs, long bytes) {
        if (now == step && ++seen == piece) {
            throw new CutShort();
        }
    }

    @Override
    public void onNote(String sentence) {
        notes.add(sentence);
    }
}
