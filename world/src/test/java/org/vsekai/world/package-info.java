@NullMarked
package org.vsekai.world;

import org.jspecify.annotations.NullMarked;
