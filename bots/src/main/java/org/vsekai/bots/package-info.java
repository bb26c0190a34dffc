/** Players without a headset, over the real protocol; and the checks that hold a real server to its promises. */
@NullMarked
package org.vsekai.bots;

import org.jspecify.annotations.NullMarked;
