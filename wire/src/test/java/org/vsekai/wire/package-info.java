@NullMarked
package org.vsekai.wire;

import org.jspecify.annotations.NullMarked;
