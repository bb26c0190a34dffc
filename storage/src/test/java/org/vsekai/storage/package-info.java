/** The contract that every engine is tested against, and the tests of what they share. */
@NullMarked
package org.vsekai.storage;

import org.jspecify.annotations.NullMarked;
