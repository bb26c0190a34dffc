package org.vsekai.storage.record;

import com.google.protobuf.Message;
import org.vsekai.storage.tuple.Tuple;

/**
 * A record as it lies in the store.
 *
 * @param version of the type, when it was written
 * @param form the message of that version
 * @param size bytes of the message
 * @param furtherParts keys besides the first
 */
record Stored<M extends Message>(
        RecordType<M> type, Tuple primaryKey, int version, Message form, int size, int furtherParts) {
    static <M extends Message> Stored<M> of(
            RecordType<M> type, Tuple primaryKey, RecordFormat.Head head, byte[] message) {
        Message form = type.parse(head.version(), message, primaryKey);
        return new Stored<>(type, primaryKey, head.version(), form, message.length, head.furtherParts());
    }

    boolean isOld() {
        return version < type.version();
    }

    M newest() {
        return type.migrate(version, form, primaryKey);
    }
}
