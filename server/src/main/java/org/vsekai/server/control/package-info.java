/** How a command of the same user reaches the server that has a store open: a socket beside the store. */
@NullMarked
package org.vsekai.server.control;

import org.jspecify.annotations.NullMarked;
