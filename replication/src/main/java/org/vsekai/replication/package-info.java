/** What each client is shown, and when: durable things by interest, live poses by priority within a budget. Pure. */
@NullMarked
package org.vsekai.replication;

import org.jspecify.annotations.NullMarked;
