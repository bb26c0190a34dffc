/** The composition root: command line, lifecycle, and which parts make up a server. No game, no protocol. */
@NullMarked
package org.vsekai.server;

import org.jspecify.annotations.NullMarked;
