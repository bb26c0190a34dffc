package org.vsekai.storage.record;

import org.vsekai.storage.record.v1.IndexHeader;

/** How far an index may be relied upon. Stored, so that all processes agree. */
public enum IndexState {
    /** Neither kept nor readable; holds nothing. Where a new index of stored records begins. */
    DISABLED(IndexHeader.State.STATE_DISABLED),
    /** Being built: every put and delete keeps it, a unique one refuses what it can see, nobody reads it. */
    WRITE_ONLY(IndexHeader.State.STATE_WRITE_ONLY),
    /** Whole. */
    READABLE(IndexHeader.State.STATE_READABLE);

    private final IndexHeader.State stored;

    IndexState(IndexHeader.State stored) {
        this.stored = stored;
    }

    IndexHeader.State stored() {
        return stored;
    }

    static IndexState of(IndexHeader.State stored) {
        for (IndexState state : values()) {
            if (state.stored == stored) {
                return state;
            }
        }
        throw new RecordException(RecordError.DAMAGED, "an index in the state " + stored);
    }
}
