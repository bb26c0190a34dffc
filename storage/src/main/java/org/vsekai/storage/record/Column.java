package org.vsekai.storage.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One component of a key: a field, perhaps inside other messages ({@code place.x}), as an element of a tuple. A field that
 * can be told to be unset is null then. A repeated field, or one inside a repeated message, has any number of values.
 */
final class Column {
    /** What elements the field becomes. Changing a field within one kind leaves keys as they are. */
    private enum Kind {
        INT,
        UINT,
        STRING,
        BYTES,
        BOOL,
        FLOAT,
        DOUBLE
    }

    private final List<FieldDescriptor> path;
    private final Kind kind;

    private Column(List<FieldDescriptor> path, Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    /** @param name a field's name, or several with dots between */
    static Column named(Descriptor message, String name) {
        List<FieldDescriptor> path = new ArrayList<>();
        Descriptor inside = message;
        for (String part : name.split("\\.", -1)) {
            if (inside == null) {
                throw bad(message, name, "only messages have fields inside: " + part);
            }
            FieldDescriptor field = inside.findFieldByName(part);
            if (field == null) {
                throw bad(message, name, inside.getFullName() + " has no field " + part);
            }
            path.add(field);
            inside = isMessage(field) ? field.getMessageType() : null;
        }
        if (inside != null) {
            throw bad(message, name, "it is a message: name a field inside it");
        }
        var column = new Column(List.copyOf(path), kindOf(path.getLast()));
        if (path.stream().filter(FieldDescriptor::isRepeated).count() > 1) {
            throw bad(message, name, "more than one repeated field on the way");
        }
        return column;
    }

    /** The same field numbers in an older or newer form of the message, where they are of the same kinds. */
    Optional<Column> in(Descriptor form) {
        List<FieldDescriptor> found = new ArrayList<>();
        Descriptor inside = form;
        for (FieldDescriptor field : path) {
            FieldDescriptor same = inside.findFieldByNumber(field.getNumber());
            if (same == null || same.isRepeated() != field.isRepeated() || isMessage(same) != isMessage(field)) {
                return Optional.empty();
            }
            found.add(same);
            inside = isMessage(same) ? same.getMessageType() : inside;
        }
        Kind foundKind = kindOf(found.getLast());
        return foundKind == kind ? Optional.of(new Column(List.copyOf(found), kind)) : Optional.empty();
    }

    boolean isRepeated() {
        return path.stream().anyMatch(FieldDescriptor::isRepeated);
    }

    boolean isInteger() {
        return kind == Kind.INT || kind == Kind.UINT;
    }

    /** By numbers and kinds, which alone decide what is stored: a renamed field keeps its definition. */
    String definition() {
        var text = new StringBuilder();
        for (FieldDescriptor field : path) {
            text.append(text.isEmpty() ? "" : ".").append(field.getNumber()).append(field.isRepeated() ? "*" : "");
        }
        return text.append(':').append(kind).toString();
    }

    /** The field's values as elements of tuples: exactly one unless {@link #isRepeated}. */
    List<@Nullable Object> values(Message message) {
        List<@Nullable Object> values = new ArrayList<>(1);
        collect(message, 0, values);
        return values;
    }

    private void collect(Message message, int depth, List<@Nullable Object> values) {
        FieldDescriptor field = path.get(depth);
        boolean isLast = depth == path.size() - 1;
        if (field.isRepeated()) {
            int count = message.getRepeatedFieldCount(field);
            for (int i = 0; i < count; i++) {
                Object one = message.getRepeatedField(field, i);
                if (isLast) {
                    values.add(stored(one));
                } else {
                    collect((Message) one, depth + 1, values);
                }
            }
        } else if (field.hasPresence() && !message.hasField(field)) {
            // Fields inside a message that isn't there are unset too, all of them: one null, or no values at all.
            if (path.subList(depth, path.size()).stream().noneMatch(FieldDescriptor::isRepeated)) {
                values.add(null);
            }
        } else if (isLast) {
            values.add(stored(message.getField(field)));
        } else {
            collect((Message) message.getField(field), depth + 1, values);
        }
    }

    private Object stored(Object value) {
        return switch (value) {
            case Integer number when kind == Kind.UINT -> Integer.toUnsignedLong(number);
            case Long number
            when kind == Kind.UINT && number < 0 ->
                throw new RecordException(
                        RecordError.BAD_RECORD,
                        this + " is " + Long.toUnsignedString(number) + "; keys hold numbers below 2^63");
            case EnumValueDescriptor constant -> (long) constant.getNumber();
            case ByteString bytes -> bytes.toByteArray();
            default -> value;
        };
    }

    /** A value of a query as an element. */
    @Nullable
    Object element(@Nullable Object value) {
        return switch (kind) {
            case INT, UINT ->
                switch (value) {
                    case null -> null;
                    case Byte number -> number.longValue();
                    case Short number -> number.longValue();
                    case Integer number -> number.longValue();
                    case Long number -> number;
                    case ProtocolMessageEnum constant when isEnum() -> (long) constant.getNumber();
                    default -> throw unfit(value);
                };
            case BYTES -> value instanceof ByteString bytes ? bytes.toByteArray() : fit(value, byte[].class);
            case STRING -> fit(value, String.class);
            case BOOL -> fit(value, Boolean.class);
            case FLOAT -> fit(value, Float.class);
            case DOUBLE -> fit(value, Double.class);
        };
    }

    private boolean isEnum() {
        return path.getLast().getJavaType() == FieldDescriptor.JavaType.ENUM;
    }

    private @Nullable Object fit(@Nullable Object value, Class<?> type) {
        if (value != null && !type.isInstance(value)) {
            throw unfit(value);
        }
        return value;
    }

    private RecordException unfit(Object value) {
        String shown = value instanceof byte[] bytes ? Arrays.toString(bytes) : value.toString();
        return new RecordException(
                RecordError.BAD_QUERY,
                "the field " + this + " is compared with " + value.getClass().getSimpleName() + " " + shown);
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }

    private static Kind kindOf(FieldDescriptor field) {
        return switch (field.getType()) {
            case INT32, INT64, SINT32, SINT64, SFIXED32, SFIXED64, ENUM -> Kind.INT;
            case UINT32, UINT64, FIXED32, FIXED64 -> Kind.UINT;
            case STRING -> Kind.STRING;
            case BYTES -> Kind.BYTES;
            case BOOL -> Kind.BOOL;
            case FLOAT -> Kind.FLOAT;
            case DOUBLE -> Kind.DOUBLE;
            case MESSAGE, GROUP ->
                throw new RecordException(
                        RecordError.BAD_DECLARATION, field.getFullName() + " is a message, which no key can hold");
        };
    }

    private static RecordException bad(Descriptor message, String name, String why) {
        return new RecordException(
                RecordError.BAD_DECLARATION, "the field " + name + " of " + message.getFullName() + ": " + why);
    }

    /** The name as declared. */
    @Override
    public String toString() {
        return String.join(".", path.stream().map(FieldDescriptor::getName).toList());
    }
}
