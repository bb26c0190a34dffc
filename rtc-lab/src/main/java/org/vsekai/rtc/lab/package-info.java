/** The transport under test: a deterministic bad network, malformed packets, and the stacks of others. */
@NullMarked
package org.vsekai.rtc.lab;

import org.jspecify.annotations.NullMarked;
