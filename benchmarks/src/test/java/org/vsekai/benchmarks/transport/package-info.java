/** The transport's parts by themselves. */
@NullMarked
package org.vsekai.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
