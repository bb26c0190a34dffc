/** The specification under the model checker TLC. */
@NullMarked
package org.vsekai.spec.model;

import org.jspecify.annotations.NullMarked;
