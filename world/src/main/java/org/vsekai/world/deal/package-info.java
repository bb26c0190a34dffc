/** All or nothing over several regions: world transactions, as two-phase commit in parcels (ADR 14). Knows no records and no store. */
@NullMarked
package org.vsekai.world.deal;

import org.jspecify.annotations.NullMarked;
