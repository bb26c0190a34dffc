/** Checks every invariant of a stored world: {@code WorldVerification}. */
@NullMarked
package org.vsekai.archive.verify;

import org.jspecify.annotations.NullMarked;
