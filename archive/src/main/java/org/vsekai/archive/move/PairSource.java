package org.vsekai.archive.move;

import java.io.IOException;

/** What is moved, to be read from its beginning as often as needed. */
interface PairSource {
    /** Two sources of the same identity hold the same pairs. */
    String identity();

    /**
     * Hands over every pair, in order of keys.
     *
     * @throws org.vsekai.archive.ArchiveException where the source is damaged, or has changed since its identity was taken
     */
    void read(PairVisitor visitor) throws IOException;
}
