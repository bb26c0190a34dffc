@NullMarked
package org.vsekai.archive.history;

import org.jspecify.annotations.NullMarked;
