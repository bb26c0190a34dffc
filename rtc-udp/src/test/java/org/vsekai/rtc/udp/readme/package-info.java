/** What the READMEs quote, in a package of its own so that only the public API is in reach. */
@NullMarked
package org.vsekai.rtc.udp.readme;

import org.jspecify.annotations.NullMarked;
