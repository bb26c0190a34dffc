@NullMarked
package org.vsekai.architecture;

import org.jspecify.annotations.NullMarked;
