@NullMarked
package org.vsekai.game;

import org.jspecify.annotations.NullMarked;
