@NullMarked
package org.vsekai.simulator.store;

import org.jspecify.annotations.NullMarked;
