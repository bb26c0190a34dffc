/** What must be true, whatever went wrong: of the store after each commit, and of everything that players are told. */
@NullMarked
package org.vsekai.simulator.oracle;

import org.jspecify.annotations.NullMarked;
