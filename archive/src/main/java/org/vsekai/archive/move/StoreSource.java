package org.vsekai.archive.move;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.Database;
import org.vsekai.storage.Keys;
import org.vsekai.world.StoredWorlds;

/**
 * What a store holds. An embedded store is locked by whoever has it open; a cluster is not, so it is seen from the worlds'
 * standing whether anybody changed them meanwhile. What isn't a world's has no standing: nobody may write it during a move.
 */
final class StoreSource implements PairSource {
    private final Database database;
    private final Scope scope;
    private final String standing;

    private StoreSource(Database database, Scope scope, String standing) {
        this.database = database;
        this.scope = scope;
        this.standing = standing;
    }

    /** @throws ArchiveException where the store doesn't hold what is to be moved */
    static StoreSource open(Database database, Scope scope) {
        return new StoreSource(database, scope, standing(database, scope));
    }

    /** Of a scope's worlds, in words. */
    private static String standing(Database database, Scope scope) {
        return database.run(
                RangeScan.PATIENT,
                transaction -> scope.worlds(transaction.snapshot()).stream()
                        .map(name -> name + ": " + StoredWorlds.standing(transaction.snapshot(), name))
                        .collect(Collectors.joining("\n")));
    }

    @Override
    public String identity() {
        var digest = new ContentDigest();
        digest.add(scope.tuple().pack(), standing.getBytes(StandardCharsets.UTF_8));
        return "store " + digest.content().sha256();
    }

    @Override
    public void read(PairVisitor visitor) throws IOException {
        new RangeScan(database, scope.keys())
                .read(
                        (key, value) -> {
                            if (StoredWorlds.isUnfinished(key)) {
                                throw new ArchiveException(
                                        "the store to be read holds a world that has only come in part ("
                                                + Keys.printable(key) + "): finish that import or copy first");
                            }
                            visitor.visit(key, value);
                        },
                        () -> {});
        String after = standing(database, scope);
        if (!after.equals(standing)) {
            throw new ArchiveException("the store changed while it was read, so what was read is no one moment of it. "
                    + "Stop the server that uses it, and give the command again. Before: " + standing + ". After: "
                    + after);
        }
    }
}
