package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/**
 * Some of what a query finds, in its order.
 *
 * @param records at most as many as the query's limit; fewer where they are large
 * @param continuation where to go on with {@link Query#continuing}, in this transaction or another; empty at the end. May
 *     be given to strangers: none leads out of its query. They can read the last record's key and indexed values in it
 */
public record Page<M extends Message>(List<M> records, Optional<byte[]> continuation) {}
