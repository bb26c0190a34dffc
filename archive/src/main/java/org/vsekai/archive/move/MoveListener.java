package org.vsekai.archive.move;

/** Is told how far a move has come. Called on the thread of the move; what it throws ends the move as a crash would. */
public interface MoveListener {
    MoveListener SILENT = new MoveListener() {
        @Override
        public void onProgress(Step step, long pairs, long bytes) {}

        @Override
        public void onNote(String sentence) {}
    };

    /** What is going on. */
    enum Step {
        /** The archive is read whole before anything is written. */
        CHECKING,
        MOVING,
        /** What was written is read again. */
        VERIFYING
    }

    /**
     * After each piece.
     *
     * @param pairs in this step so far
     * @param bytes of their keys and values
     */
    void onProgress(Step step, long pairs, long bytes);

    /** Something that a person should know, and need not act on. */
    void onNote(String sentence);
}
