package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads of records in a transaction. Stages fail with {@link RecordException}, or with {@link
 * org.vsekai.storage.StorageException} where the store below does. Ask for several before waiting.
 */
public interface RecordReads {
    /** The record with this primary key. Older versions are migrated; what is stored stays as it is. */
    <M extends Message> CompletionStage<Optional<M>> get(RecordType<M> type, @Nullable Object... primaryKey);

    /**
     * The next page of a query. Records of an index come with as many reads as there are records, at once. By an index with a
     * repeated field, a record may come once for each of its values in the range.
     */
    <M extends Message> CompletionStage<Page<M>> query(Query<M> query);

    /** The count or sum of a group; 0 for one without records. */
    CompletionStage<Long> total(Total<?> total, @Nullable Object... group);

    CompletionStage<IndexState> state(Indexed<?> index);
}
