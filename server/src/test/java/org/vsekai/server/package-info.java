@NullMarked
package org.vsekai.server;

import org.jspecify.annotations.NullMarked;
