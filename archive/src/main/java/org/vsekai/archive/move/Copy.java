package org.vsekai.archive.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.Database;

/** A world from one store into another, of the same engine or not. */
public final class Copy {
    private Copy() {}

    /**
     * Copies, or goes on with a copy that was cut short. Blocks.
     *
     * @param restart clear what an unfinished copy has left in the target, and begin again
     * @throws ArchiveException where it can't be done, or the source changed meanwhile
     */
    public static Moved run(Database source, Database target, Scope scope, boolean restart, MoveListener listener) {
        try {
            return Landing.land(StoreSource.open(source, scope), target, scope, restart, listener);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // No file is read.
        }
    }
}
