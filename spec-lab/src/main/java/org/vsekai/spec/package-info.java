/** The specification under a model checker. */
@NullMarked
package org.vsekai.spec;

import org.jspecify.annotations.NullMarked;
