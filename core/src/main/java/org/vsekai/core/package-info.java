/** What every module needs and the JDK alone can give: ids, fixed-point units, bounded collections, seeded randomness, checks. */
@NullMarked
package org.vsekai.core;

import org.jspecify.annotations.NullMarked;
