@NullMarked
package org.vsekai.archive;

import org.jspecify.annotations.NullMarked;
