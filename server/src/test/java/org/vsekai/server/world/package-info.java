@NullMarked
package org.vsekai.server.world;

import org.jspecify.annotations.NullMarked;
