/** The bytes between client and server, as docs/protocol describes them: both lanes, both directions, total on any input. */
@NullMarked
package org.vsekai.wire;

import org.jspecify.annotations.NullMarked;
