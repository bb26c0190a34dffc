package org.vsekai.storage.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import org.vsekai.storage.Keys;
import org.vsekai.storage.record.v1.StoreHeader;
import org.vsekai.storage.record.v1.WalkProgress;
import org.vsekai.storage.tuple.Tuple;

/** Tells a person what a pair of a record store is: by its key, by what is declared, and by its bytes where that fails. */
final class Describer {
    private static final TextFormat.Printer PRINTER = TextFormat.printer().emittingSingleLine(true);

    private final Schema schema;
    private final StoreKeys keys;

    Describer(Schema schema, StoreKeys keys) {
        this.schema = schema;
        this.keys = keys;
    }

    Description describe(byte[] key, byte[] value) {
        Tuple elements;
        try {
            elements = keys.unpack(key);
        } catch (IllegalArgumentException noTuple) {
            return new Description("unknown key", noTuple.getMessage() + ", " + Keys.printable(value));
        }
        try {
            return described(elements, value);
        } catch (RecordException | IllegalArgumentException | InvalidProtocolBufferException damage) {
            return new Description("damaged " + elements, damage.getMessage() + ", " + Keys.printable(value));
        }
    }

    private Description described(Tuple key, byte[] value) throws InvalidProtocolBufferException {
        String kind = key.size() > 0 && key.get(0) instanceof String name ? name : "";
        return switch (kind) {
            case StoreKeys.HEADER -> new Description("record store", text(StoreHeader.parseFrom(value)));
            case StoreKeys.RECORD -> record(key, value);
            case StoreKeys.INDEX -> index(key, value);
            case StoreKeys.PROGRESS ->
                new Description("progress of " + names(key, key.size()), text(WalkProgress.parseFrom(value)));
            default -> new Description("unknown key " + key, Keys.printable(value));
        };
    }

    private Description record(Tuple key, byte[] value) throws InvalidProtocolBufferException {
        String name = key.getString(1);
        for (Schema.Declared declared : schema.types()) {
            RecordType<?> type = declared.type();
            if (type.name().equals(name)) {
                int keyEnd = 2 + type.key().size();
                Tuple primaryKey = StoreKeys.slice(key, 2, Math.min(keyEnd, key.size()));
                String what = "record " + name + " " + primaryKey;
                return key.size() > keyEnd
                        ? new Description(what + ", part " + (key.getLong(keyEnd) + 1), value.length + " bytes")
                        : record(what, type, primaryKey, RecordFormat.decodeHead(value));
            }
        }
        return new Description("record of the undeclared type " + name, Keys.printable(value));
    }

    private static Description record(String what, RecordType<?> type, Tuple primaryKey, RecordFormat.Head head)
            throws InvalidProtocolBufferException {
        String versioned = what + ", version " + head.version();
        if (head.furtherParts() > 0) {
            int parts = head.furtherParts() + 1;
            return new Description(versioned + ", part 1 of " + parts, "a message of " + head.size() + " bytes");
        }
        boolean isKnown = head.version() >= type.forms().getFirst().version() && head.version() <= type.version();
        return new Description(
                versioned,
                isKnown
                        ? text(type.parse(head.version(), head.bytes(), primaryKey))
                        : PRINTER.printToString(UnknownFieldSet.parseFrom(head.bytes())));
    }

    private Description index(Tuple key, byte[] value) {
        String names = names(key, 3);
        for (Indexed<?> index : schema.indexes()) {
            if (index.toString().equals(names)) {
                return switch (index) {
                    case Total<?> total ->
                        new Description(
                                "total " + total + " of " + StoreKeys.slice(key, 3, key.size()),
                                Long.toString(RecordReader.number(value)));
                    case Index<?> ordered -> {
                        int entryEnd = 3 + ordered.columns().size();
                        yield new Description(
                                "index " + ordered + " " + StoreKeys.slice(key, 3, entryEnd),
                                "record " + StoreKeys.slice(key, entryEnd, key.size()));
                    }
                };
            }
        }
        return new Description("undeclared index " + names, Keys.printable(value));
    }

    /** As indexes are shown: the type, and behind a stroke the index. */
    private static String names(Tuple key, int end) {
        return end > 2 ? key.getString(1) + "/" + key.getString(2) : key.getString(1);
    }

    private static String text(Message message) {
        return PRINTER.printToString(message);
    }
}
