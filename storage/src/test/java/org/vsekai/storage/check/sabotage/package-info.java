/**
 * Broken engines, made of sound ones: they show that the checkers would notice. The first file to read is {@link
 * org.vsekai.storage.check.sabotage.Saboteur}.
 */
@NullMarked
package org.vsekai.storage.check.sabotage;

import org.jspecify.annotations.NullMarked;
