/** What lies under a key, in words for a person. */
@NullMarked
package org.vsekai.archive.inspect;

import org.jspecify.annotations.NullMarked;
