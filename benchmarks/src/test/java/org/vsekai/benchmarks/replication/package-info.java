/** What it costs to choose and write what clients are shown. */
@NullMarked
package org.vsekai.benchmarks.replication;

import org.jspecify.annotations.NullMarked;
