@NullMarked
package org.vsekai.core;

import org.jspecify.annotations.NullMarked;
