/** Moving and keeping worlds: between stores, in backups, and looked at by a person. */
@NullMarked
package org.vsekai.archive;

import org.jspecify.annotations.NullMarked;
