/** Runs: one seed from its beginning to its verdict, many of them, and the smallest schedule that fails. */
@NullMarked
package org.vsekai.simulator.run;

import org.jspecify.annotations.NullMarked;
