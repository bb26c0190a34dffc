package org.vsekai.rtc.sctp;

/** What became of the value of an INIT or INIT ACK chunk. */
sealed interface InitDecoded permits InitChunk, InitDecoded.Refused {
    /**
     * The chunk can't be used.
     *
     * @param answer the cause code of an ABORT in answer, or {@link #NO_ANSWER}
     */
    record Refused(int answer, String detail) implements InitDecoded {}

    int NO_ANSWER = 0;
}
