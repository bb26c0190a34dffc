@NullMarked
package org.vsekai.archive.backup;

import org.jspecify.annotations.NullMarked;
