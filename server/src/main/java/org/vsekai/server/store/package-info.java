/** The one place that knows which engines there are. */
@NullMarked
package org.vsekai.server.store;

import org.jspecify.annotations.NullMarked;
