/** One small message each way for each peer and tick: a server and its peers, in processes pinned to different cores. */
@NullMarked
package org.vsekai.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
