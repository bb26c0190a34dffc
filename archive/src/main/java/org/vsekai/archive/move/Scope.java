package org.vsekai.archive.move;

import java.util.List;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.StoredWorlds;
import org.vsekai.world.WorldKeys;

/** How much of a store is moved. */
public sealed interface Scope {
    /** One world. */
    record World(String name) implements Scope {
        @Override
        public KeyRange keys() {
            return WorldKeys.of(name).everything();
        }

        @Override
        public byte[] unfinished() {
            return WorldKeys.of(name).unfinished();
        }

        @Override
        public String fileName() {
            return name.replaceAll("[^\\p{L}\\p{N}._-]", "_") + ".sekai";
        }

        @Override
        public Tuple tuple() {
            return Tuple.of("world", name);
        }

        @Override
        public List<String> worlds(ReadTransaction source) {
            List<String> names = StoredWorlds.names(source);
            if (!names.contains(name)) {
                throw new ArchiveException("there is no world \"" + name + "\" in the store to be read; "
                        + (names.isEmpty() ? "it holds none at all" : "it holds " + String.join(", ", names)));
            }
            return List.of(name);
        }

        @Override
        public String toString() {
            return "the world \"" + name + "\"";
        }
    }

    /** Every key that users may have, whether worlds or not. */
    record All() implements Scope {
        private static final byte[] END = {(byte) 0xFF};

        @Override
        public KeyRange keys() {
            return new KeyRange(Keys.empty(), END);
        }

        @Override
        public byte[] unfinished() {
            return StoredWorlds.unfinishedStore();
        }

        @Override
        public String fileName() {
            return "store.sekai";
        }

        @Override
        public Tuple tuple() {
            return Tuple.of("all");
        }

        @Override
        public List<String> worlds(ReadTransaction source) {
            return StoredWorlds.names(source);
        }

        @Override
        public String toString() {
            return "the whole store";
        }
    }

    KeyRange keys();

    /** Where a target notes how much has come. No part of the content. */
    byte[] unfinished();

    /** Of an archive, where only its folder is named. */
    String fileName();

    /** As it stands in an archive's header. */
    Tuple tuple();

    /**
     * The names of the source's worlds in this scope.
     *
     * @throws ArchiveException where what is asked for is not there
     */
    List<String> worlds(ReadTransaction source);

    /** What {@link #tuple} has written, from its place in another tuple. */
    static Scope of(Tuple tuple) {
        if (tuple.equals(new All().tuple())) {
            return new All();
        }
        World world = new World(tuple.getString(1));
        if (!tuple.equals(world.tuple())) {
            throw new IllegalArgumentException("no scope: " + tuple);
        }
        return world;
    }
}
