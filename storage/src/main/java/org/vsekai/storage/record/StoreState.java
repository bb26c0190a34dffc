package org.vsekai.storage.record;

import java.util.Map;
import org.vsekai.core.Check;

/** What a transaction knows of the store's indexes. Immutable. */
record StoreState(Map<Indexed<?>, IndexState> states) {
    IndexState of(Indexed<?> index) {
        IndexState state = states.get(index);
        Check.that(state != null, "the state of every declared index is known");
        return state == null ? IndexState.DISABLED : state;
    }

    void checkReadable(Indexed<?> index) {
        IndexState state = of(index);
        if (state != IndexState.READABLE) {
            throw new RecordException(
                    RecordError.NOT_READABLE, "the index " + index + " is " + state + "; StoreUpkeep builds it");
        }
    }
}
