/** The engines under test, at length. */
@NullMarked
package org.vsekai.storage.lab;

import org.jspecify.annotations.NullMarked;
