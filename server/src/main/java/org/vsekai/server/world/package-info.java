/** The command line of {@code ./sekai world}: a class for each command, over what module archive does. */
@NullMarked
package org.vsekai.server.world;

import org.jspecify.annotations.NullMarked;
