/** Recorded runs of the server, and whether the specification allows them. */
@NullMarked
package org.vsekai.spec.trace;

import org.jspecify.annotations.NullMarked;
