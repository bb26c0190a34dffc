package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that a record store holds: types and what is indexed of them, under a version that grows with every change of a
 * declaration. Immutable.
 */
public final class Schema {
    private final int version;
    private final Map<String, Declared> types;
    private final Set<String> dropped;

    /** A type and what is kept beside it. */
    record Declared(RecordType<?> type, List<Indexed<?>> indexes) {}

    private Schema(int version, Map<String, Declared> types, Set<String> dropped) {
        this.version = version;
        this.types = types;
        this.dropped = dropped;
    }

    public static Schema version(int version) {
        if (version < 1) {
            throw new RecordException(RecordError.BAD_DECLARATION, "versions of a schema begin with 1");
        }
        return new Schema(version, Map.of(), Set.of());
    }

    /** This schema with one more type, and its indexes. An index that isn't listed here isn't kept. */
    @SafeVarargs
    public final <M extends Message> Schema with(RecordType<M> type, Indexed<M>... indexes) {
        Set<String> names = new TreeSet<>();
        for (Indexed<M> index : indexes) {
            if (index.type() != type) {
                throw new RecordException(
                        RecordError.BAD_DECLARATION,
                        "the index " + index + " belongs to another declaration than the type " + type);
            }
            if (!names.add(index.name())) {
                throw new RecordException(
                        RecordError.BAD_DECLARATION, "two indexes of " + type + " are called " + index.name());
            }
        }
        if (types.containsKey(type.name()) || dropped.contains(type.name())) {
            throw new RecordException(RecordError.BAD_DECLARATION, "the type " + type + " is in the schema twice");
        }
        Map<String, Declared> more = new LinkedHashMap<>(types);
        more.put(type.name(), new Declared(type, List.of(indexes)));
        return new Schema(version, Collections.unmodifiableMap(more), dropped);
    }

    /** This schema without a type that earlier ones had: its records are cleared by the upgrade. */
    public Schema dropping(String typeName) {
        if (types.containsKey(typeName)) {
            throw new RecordException(RecordError.BAD_DECLARATION, "the type " + typeName + " is declared and dropped");
        }
        Set<String> more = new TreeSet<>(dropped);
        more.add(Names.checked("a record type", typeName));
        return new Schema(version, types, Collections.unmodifiableSet(more));
    }

    public int version() {
        return version;
    }

    Collection<Declared> types() {
        return types.values();
    }

    boolean drops(String typeName) {
        return dropped.contains(typeName);
    }

    boolean hasType(String typeName) {
        return types.containsKey(typeName);
    }

    List<Indexed<?>> indexes() {
        List<Indexed<?>> all = new ArrayList<>();
        types.values().forEach(declared -> all.addAll(declared.indexes()));
        return all;
    }

    /** @throws RecordException where the type is not this schema's */
    List<Indexed<?>> indexesOf(RecordType<?> type) {
        Declared declared = types.get(type.name());
        if (declared == null || declared.type() != type) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION, "the type " + type + " is not in the schema of this store");
        }
        return declared.indexes();
    }

    /** @throws RecordException where the index is not this schema's */
    void checkHas(Indexed<?> index) {
        if (indexesOf(index.type()).stream().noneMatch(one -> one == index)) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION, "the index " + index + " is not in the schema of this store");
        }
    }
}
