@NullMarked
package org.vsekai.simulator;

import org.jspecify.annotations.NullMarked;
