package org.vsekai.storage.check.lists;

/** What can be wrong with a history; the names are Adya's ("Weak Consistency", 1999) where there is one, and Elle's otherwise. */
public enum AnomalyKind {
    /** A transaction's read contradicts what it has read or appended itself before, or knows what it appends later. */
    INTERNAL,
    /** A value is twice in a list. */
    DUPLICATE_ELEMENTS,
    /** A value is in a list and nobody appended it. */
    UNKNOWN_ELEMENT,
    /** Two reads of a list of which neither is the beginning of the other. */
    INCOMPATIBLE_ORDER,
    /** Aborted read: a value that an aborted transaction appended was seen. */
    G1A,
    /** Intermediate read: a transaction's appends to a list were seen in part. */
    G1B,
    /** Two transactions read the same version of a list, and both appended to it. */
    LOST_UPDATE,
    /** Write cycle: transactions that each overwrote the other's. */
    G0,
    /** Circular information flow: a cycle of overwriting and reading what was written. */
    G1C,
    /** A cycle in which exactly one transaction read what another overwrote. Read skew is one. */
    G_SINGLE,
    /** A cycle in which several transactions read what others overwrote. Write skew is one. */
    G2_ITEM,
    /** A write cycle that is closed by the order in time. */
    G0_REAL_TIME,
    /** Circular information flow that is closed by the order in time: something was read before it was written. */
    G1C_REAL_TIME,
    /** Something was not seen although it had been committed before. A stale read is one. */
    G_SINGLE_REAL_TIME,
    /** Several reads of what others overwrote, in a cycle that is closed by the order in time. */
    G2_ITEM_REAL_TIME
}
