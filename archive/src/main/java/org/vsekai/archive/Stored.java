package org.vsekai.archive;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import org.vsekai.world.DamagedRecordException;

/** Reads what a world stores. */
public final class Stored {
    private Stored() {}

    /** @throws DamagedRecordException when it can't be parsed */
    public static <M> M parse(Parser<M> parser, byte[] value, String what) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException failure) {
            throw new DamagedRecordException(what, failure);
        }
    }
}
