/**
 * Histories of transactions that append to lists and read them, and the search for what can't happen in a strictly
 * serializable store: after Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB
 * 2020. Knows nothing of storage. The first file to read is {@link org.vsekai.storage.check.lists.ListAppendChecker}.
 */
@NullMarked
package org.vsekai.storage.check.lists;

import org.jspecify.annotations.NullMarked;
