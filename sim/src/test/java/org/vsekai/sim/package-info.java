@NullMarked
package org.vsekai.sim;

import org.jspecify.annotations.NullMarked;
