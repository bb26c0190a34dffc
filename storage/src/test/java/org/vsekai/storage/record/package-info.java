/** What the record layer promises, to be shown on every engine; and what needs none. */
@NullMarked
package org.vsekai.storage.record;

import org.jspecify.annotations.NullMarked;
