package org.vsekai.storage.record;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.function.Function;

/**
 * One version of a record type: how its bytes are read, and how it was made from the version before.
 *
 * @param fromPrevious makes the message of this version of that of the version before; never asked in the first one
 */
record Form(int version, Message prototype, Function<Message, Message> fromPrevious) {
    Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }

    Message parse(byte[] bytes) throws InvalidProtocolBufferException {
        return prototype.getParserForType().parseFrom(bytes);
    }
}
