package org.vsekai.storage;

/** One pair. The arrays are the receiver's. */
@SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
public record KeyValue(byte[] key, byte[] value) {}
