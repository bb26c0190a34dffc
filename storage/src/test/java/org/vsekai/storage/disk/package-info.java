/** A disk that fails, for the tests of whatever writes files through {@link org.vsekai.storage.disk.Disk}. */
@NullMarked
package org.vsekai.storage.disk;

import org.jspecify.annotations.NullMarked;
