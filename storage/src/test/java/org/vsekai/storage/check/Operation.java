package org.vsekai.storage.check;

import java.util.List;
import java.util.stream.Collectors;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;

/** One step of a random transaction. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
sealed interface Operation {
    record Get(byte[] key, boolean snapshot) implements Operation {
        @Override
        public String toString() {
            return (snapshot ? "snapshot get " : "get ") + Keys.printable(key);
        }
    }

    record GetAll(List<byte[]> keys, boolean snapshot) implements Operation {
        @Override
        public String toString() {
            return (snapshot ? "snapshot get all " : "get all ")
                    + keys.stream().map(Keys::printable).collect(Collectors.joining(", "));
        }
    }

    /** @param streamed through {@code forEach}, in pieces of the options' bytes */
    record Range(KeyRange range, RangeOptions options, boolean snapshot, boolean streamed) implements Operation {
        @Override
        public String toString() {
            return (snapshot ? "snapshot " : "") + (streamed ? "stream " : "range ") + range + " " + options;
        }
    }

    record Write(byte[] key, byte[] value) implements Operation {
        @Override
        public String toString() {
            return "set " + Keys.printable(key) + " = " + Keys.printable(value);
        }
    }

    record Clear(byte[] key) implements Operation {
        @Override
        public String toString() {
            return "clear " + Keys.printable(key);
        }
    }

    record ClearRange(KeyRange range) implements Operation {
        @Override
        public String toString() {
            return "clear " + range;
        }
    }

    record Mutate(MutationType type, byte[] key, byte[] operand) implements Operation {
        @Override
        public String toString() {
            return type + " " + Keys.printable(key) + " " + Keys.printable(operand);
        }
    }

    record ReadConflict(KeyRange range) implements Operation {
        @Override
        public String toString() {
            return "read conflict " + range;
        }
    }

    record WriteConflict(KeyRange range) implements Operation {
        @Override
        public String toString() {
            return "write conflict " + range;
        }
    }

    record Watch(byte[] key) implements Operation {
        @Override
        public String toString() {
            return "watch " + Keys.printable(key);
        }
    }
}
