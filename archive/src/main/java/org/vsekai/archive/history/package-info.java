/** What happened in a stored world, to whom or where, as its frames tell: {@code HistorySearch}. */
@NullMarked
package org.vsekai.archive.history;

import org.jspecify.annotations.NullMarked;
