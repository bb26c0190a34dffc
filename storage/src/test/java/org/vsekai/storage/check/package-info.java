/**
 * The checkers of the conformance kit: they run against any {@link org.vsekai.storage.Database} and need nothing but it. The
 * first file to read is {@link org.vsekai.storage.check.ConformanceRun}.
 */
@NullMarked
package org.vsekai.storage.check;

import org.jspecify.annotations.NullMarked;
