package org.vsekai.archive.move;

import java.io.IOException;

/** Takes pair after pair, in order of keys. */
@FunctionalInterface
interface PairVisitor {
    void visit(byte[] key, byte[] value) throws IOException;
}
