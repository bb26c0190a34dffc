@NullMarked
package org.vsekai.storage.directory;

import org.jspecify.annotations.NullMarked;
