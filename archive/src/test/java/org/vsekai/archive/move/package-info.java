@NullMarked
package org.vsekai.archive.move;

import org.jspecify.annotations.NullMarked;
