/** Malformed input for every layer that takes bytes from strangers: made to a layer's own rules, and changed by seeded dice. */
@NullMarked
package org.vsekai.rtc.lab.hostile;

import org.jspecify.annotations.NullMarked;
