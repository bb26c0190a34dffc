/** What durable transactions cost on the embedded engine, beside its peers on the same machine in the same run. */
@NullMarked
package org.vsekai.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
