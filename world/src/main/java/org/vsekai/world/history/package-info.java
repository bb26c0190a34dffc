/** What becomes of frames once recovery needs them no more: indexed, then compressed, then dropped. See docs/adr/0017-history.md. */
@NullMarked
package org.vsekai.world.history;

import org.jspecify.annotations.NullMarked;
