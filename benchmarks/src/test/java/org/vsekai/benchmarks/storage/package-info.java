/** Tests of the storage benchmark. */
@NullMarked
package org.vsekai.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
