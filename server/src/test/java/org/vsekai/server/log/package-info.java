@NullMarked
package org.vsekai.server.log;

import org.jspecify.annotations.NullMarked;
